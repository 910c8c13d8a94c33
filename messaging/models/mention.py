from django.db import models


class Mention(models.Model):
    """A message that mentions a user, or all members if `user` is empty. `@here` leaves no row: it is for the moment.

    The table has no constraints, which would lock the others while it is created.
    """

    message = models.ForeignKey(
        "messaging.Message", models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    conversation = models.ForeignKey(
        "conversations.Conversation", models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    seq = models.BigIntegerField()
    user = models.ForeignKey(
        "accounts.User", models.CASCADE, null=True, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "user"], name="mention_once", nulls_distinct=False),
        ]
        indexes = [models.Index(fields=["user", "conversation", "seq"], name="mention_of_user")]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq} mentions {self.user_id or 'all'}"
