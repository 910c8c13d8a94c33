"""The ledger: the decisions for each device, and their results. Its queued rows are also the outbox."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from chatproject.traces.ids import LONGEST
from notifications.deciding.reasons import Reason


class NotificationQuerySet(models.QuerySet["Notification"]):
    def for_user(self, user: User) -> "NotificationQuerySet":
        return self.filter(user=user)

    def queued(self) -> "NotificationQuerySet":
        return self.filter(state=Notification.State.QUEUED)


class Notification(models.Model):
    """One message or reminder for one device (or for the digest), or the command to clear read messages there."""

    class Kind(models.TextChoices):
        MESSAGE = "message"
        REMINDER = "reminder"
        CLEAR = "clear"
        TEST = "test"
        DIGEST = "digest"

    class State(models.TextChoices):
        QUEUED = "queued"  # from `due_at` on; a worker moves that into the future (its lease)
        ACCEPTED = "accepted"  # the push service took it
        SUPPRESSED = "suppressed"  # decided against, for `reason`
        CANCELLED = "cancelled"  # obsolete before it was sent, for `reason`
        FAILED = "failed"  # given up, for `reason`

    class Urgency(models.TextChoices):
        HIGH = "high"
        NORMAL = "normal"

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.MESSAGE)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", db_index=False)
    #: None: by email.
    registration = models.ForeignKey(
        "notifications.Registration", models.CASCADE, null=True, related_name="+", db_index=False
    )
    conversation = models.ForeignKey(
        "conversations.Conversation", models.CASCADE, null=True, related_name="+", db_constraint=False
    )
    #: The message, or the saved message of a reminder; for a `clear`, how far the user has read.
    seq = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    urgency = models.CharField(max_length=6, choices=Urgency, default=Urgency.NORMAL)
    #: The user may be looking elsewhere: sent only if none of their devices has the message when it is due.
    waits = models.BooleanField(default=False)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.SmallIntegerField(default=0, db_default=0)
    error = models.CharField(max_length=200, default="", db_default="", blank=True)
    #: The trace of the command that sent the message (chatproject/traces).
    trace = models.CharField(max_length=LONGEST, default="", db_default="", blank=True)
    #: Decided, and with it queued or not; last attempt; accepted by the push service; shown; gone from the screen.
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            # Deciding again, after a worker died during it, changes nothing.
            models.UniqueConstraint(fields=["registration", "conversation", "seq", "kind"], name="notification_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="notification_due", condition=Q(state="queued")),
            models.Index(fields=["user", "conversation", "seq"], name="notification_of_user"),
            models.Index(fields=["created_at"], name="notification_created"),
            # The notifications that reading cancels or clears, among all of a conversation.
            models.Index(
                fields=["user", "conversation", "seq"],
                name="notification_open",
                condition=Q(kind="message", state__in=["queued", "accepted"], cleared_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"
