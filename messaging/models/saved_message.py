"""Messages that users saved for later, each with a note and a reminder of their own."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from chatproject.contract.ids import parse_id


class SavedMessageQuerySet(models.QuerySet["SavedMessage"]):
    def of(self, user: User, conversation: str | UUID, seq: int) -> "SavedMessageQuerySet":
        """Returns the user's entry for this message, if they have one. Raises NotFound for an id that is none."""
        return self.filter(user=user, conversation=parse_id(conversation), seq=seq)

    def open(self) -> "SavedMessageQuerySet":
        return self.filter(done_at__isnull=True)


class SavedMessage(models.Model):
    """One user's entry for one message, which only they see. Nothing of the message is copied into it.

    Its reminder fires once: the transaction that notifies the user sets `reminded_at`. From then on until it is done,
    the entry is due.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, related_name="+")
    seq = models.BigIntegerField()
    note = models.CharField(max_length=settings.LIMITS["saved_note"], default="", db_default="", blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = SavedMessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "conversation", "seq"], name="saved_once")]
        indexes = [
            models.Index(
                fields=["remind_at"],
                name="saved_to_remind",
                condition=Q(remind_at__isnull=False, reminded_at__isnull=True, done_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq} saved by {self.user_id}"
