"""A person who may not join a conversation, for a while or until the ban is lifted."""

from django.db import models
from django.utils import timezone

from conversations.models.conversation import Conversation


class BanQuerySet(models.QuerySet["ConversationBan"]):
    def of(self, conversation: Conversation) -> "BanQuerySet":
        return self.filter(conversation=conversation)

    def active(self) -> "BanQuerySet":
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gt=timezone.now()))


class ConversationBan(models.Model):
    """`user` may not join `conversation` until `until`, or without end. The reason is for its admins."""

    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, related_name="bans", db_index=False)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = BanQuerySet.as_manager()

    class Meta:
        db_table = "conversations_ban"
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="conversation_ban_once")]

    def __str__(self) -> str:
        return f"{self.user_id} banned from {self.conversation_id}"
