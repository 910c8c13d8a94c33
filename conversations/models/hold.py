"""Legal holds on conversations."""

from django.db import models

from accounts.models.hold import Hold


class ConversationHold(Hold):
    """Keeps a conversation with the messages of all members."""

    about = "conversation"

    conversation = models.ForeignKey("conversations.Conversation", models.PROTECT, related_name="holds")

    class Meta:
        verbose_name = "legal hold on a conversation"
        verbose_name_plural = "legal holds on conversations"
