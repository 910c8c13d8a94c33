from django.db import models
from django.utils import timezone


class DraftQuerySet(models.QuerySet["Draft"]):
    def written(self) -> "DraftQuerySet":
        """Drafts with content; the others only show devices that they were sent or removed."""
        return self.exclude(text="", reply_to=None)


class Draft(models.Model):
    """What a member has begun to write in a conversation, on any of their devices.

    The row stays, empty, when it was sent or removed: a device that was away learns of it by `me_rev`.
    """

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, related_name="+", db_index=False)
    text = models.TextField(default="", blank=True)
    # The seq of the message that it replies to.
    reply_to = models.BigIntegerField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)
    # The user's me_rev of its last change, which is also its revision.
    me_rev = models.BigIntegerField(editable=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "conversation"], name="draft_once")]
        indexes = [
            models.Index(fields=["user", "me_rev"], name="draft_changes"),
            models.Index(fields=["conversation"], name="draft_of_conversation"),
        ]

    def __str__(self) -> str:
        return f"draft of {self.user_id} in {self.conversation_id}"
