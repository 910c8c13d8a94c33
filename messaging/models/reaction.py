from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils import timezone


class Reaction(models.Model):
    """One user's emoji on one message."""

    message = models.ForeignKey("messaging.Message", models.CASCADE, related_name="reactions", db_index=False)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", db_index=False)
    emoji = models.CharField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "emoji", "user"], name="reaction_once")]
        indexes = [
            BrinIndex(fields=["created_at"], name="reaction_created", autosummarize=True),
            # In the order in which a person's export reads them.
            models.Index(fields=["user", "id"], name="reaction_user"),
        ]

    def __str__(self) -> str:
        return f"reaction of {self.user_id} to {self.message_id}"
