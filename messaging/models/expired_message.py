from django.db import models
from django.utils import timezone


class ExpiredMessage(models.Model):
    """The place of a message that retention removed, for a while: a client that repeats it does not create it again."""

    conversation_id = models.UUIDField()
    seq = models.BigIntegerField()
    rev = models.BigIntegerField()
    sender = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", db_index=False)
    client_id = models.UUIDField()
    created_at = models.DateTimeField()
    expired_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "client_id"], name="expired_message_client_id")]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq}"
