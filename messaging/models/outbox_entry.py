"""The outbox of messaging: the facts that notifications depend on."""

from django.db import models
from django.db.models.functions import Now

from chatproject.traces.ids import LONGEST


class OutboxEntry(models.Model):
    """One fact, written in the transaction that made it and deleted by the one that handled it.

    A sent message is one row, however many members are notified: they are determined later, and `after` records the
    progress. A read is one row only if the reader had been notified of what they have now read. An edit is one row for
    each person whom it newly mentions. A reminder that fired is one row.
    """

    class Kind(models.TextChoices):
        SENT = "sent"
        READ = "read"
        EDIT = "edit"
        DUE = "due"

    kind = models.CharField(max_length=4, choices=Kind)
    conversation = models.ForeignKey(
        "conversations.Conversation", models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    #: The seq of the sent, edited or saved message, or up to which was read.
    seq = models.BigIntegerField()
    #: The reader, the mentioned person, or the user who is reminded.
    user_id = models.UUIDField(null=True)
    #: In a large conversation: the last member handled.
    after = models.UUIDField(null=True)
    attempts = models.SmallIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    #: Set aside after too many attempts, for staff to examine.
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, default="", db_default="")
    #: The trace of the command that made it (chatproject/traces).
    trace = models.CharField(max_length=LONGEST, default="", db_default="")

    class Meta:
        db_table = "messaging_handover"
        verbose_name_plural = "outbox entries"
        indexes = [
            models.Index(fields=["due_at"], name="handover_due", condition=models.Q(failed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.conversation_id}/{self.seq}"
