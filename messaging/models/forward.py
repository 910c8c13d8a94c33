from django.db import models


class Forward(models.Model):
    """Where a message was forwarded from: the message that its sender saw, and the person who first wrote the content.

    Clients never receive the row; the call `origin` gives the place to those who may read it. The author is for their
    erasure alone. The table has no constraints, which would lock the others while it is created.
    """

    message = models.OneToOneField(
        "messaging.Message", models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    source_conversation = models.UUIDField()
    source_seq = models.BigIntegerField()
    author = models.ForeignKey("accounts.User", models.DO_NOTHING, related_name="+", db_constraint=False)

    def __str__(self) -> str:
        return f"{self.message_id} from {self.source_conversation}/{self.source_seq}"
