"""Changes of a conversation in its timeline: members who joined or left, a new title, closing, retention."""

from django.db import models
from django.utils import timezone

from conversations.models.conversation import Conversation


class HappeningQuerySet(models.QuerySet["Happening"]):
    def of(self, conversation: Conversation) -> "HappeningQuerySet":
        return self.filter(conversation=conversation)


class Happening(models.Model):
    """One line of the timeline that is not a message. It takes neither a seq nor a rev of its own.

    `rev` is the rev of the change, `seq` the last message before it, or 0.
    """

    class Kind(models.TextChoices):
        JOINED = "joined"
        ADDED = "added"
        LEFT = "left"
        REMOVED = "removed"
        RENAMED = "renamed"
        CLOSED = "closed"
        REOPENED = "reopened"
        KEPT = "kept"

    conversation = models.ForeignKey(
        "conversations.Conversation", models.CASCADE, related_name="happenings", db_index=False
    )
    rev = models.BigIntegerField()
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    # The person who joined or left, and the member who did it; empty if staff did.
    user = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    title = models.CharField(max_length=200, blank=True)
    # Of `kept`: messages are deleted after so many days; empty: they are kept without end.
    keep_days = models.SmallIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = HappeningQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "rev"], name="happening_rev")]
        indexes = [models.Index(fields=["conversation", "seq", "rev"], name="happening_place")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.conversation_id}"
