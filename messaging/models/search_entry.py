"""What search knows of messages. messaging/search writes and reads these tables."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class SearchEntry(models.Model):
    """The words of one message as search compares them, and its facets. It goes with the content of its message."""

    message = models.OneToOneField(
        "messaging.Message", models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    facets = ArrayField(models.IntegerField())
    text = models.TextField()

    class Meta:
        verbose_name_plural = "search entries"
        indexes = [
            # New rows are collected in a list of 2 MB, so that many of them are sorted into the index at once.
            GinIndex(
                models.F("facets"),
                OpClass(models.F("text"), "gin_trgm_ops"),
                name="search_entry",
                fastupdate=True,
                gin_pending_list_limit=2048,
            )
        ]

    def __str__(self) -> str:
        return f"search entry of message {self.message_id}"


class SearchProgress(models.Model):
    """How far a conversation is indexed: all changes up to `rev`, and all messages after `left_seq`.

    Messages up to `left_seq` are indexed from the latest to the first. A rebuild begins there again.
    """

    conversation = models.OneToOneField(
        "conversations.Conversation", models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    rev = models.BigIntegerField()
    left_seq = models.BigIntegerField()
    # The language of its words, in PostgreSQL's name; empty: unknown.
    language = models.CharField(max_length=20, default="", db_default="")
    # Its last seq when the language was detected.
    detected_seq = models.BigIntegerField(default=0, db_default=0)
    # Since when it waits to be indexed; if indexing failed, when it is tried again. Empty: it is indexed to its end.
    due_at = models.DateTimeField(null=True)
    # How often in a row indexing failed.
    failures = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name_plural = "search progress"
        indexes = [models.Index(fields=["due_at"], name="search_due", condition=models.Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.conversation_id}: rev {self.rev}, {self.left_seq} left"


class SearchWatermark(models.Model):
    """Up to which ids new messages and revisions were compared with the progress of their conversations. One row.

    A transaction may commit a lower id later. So the latest ids become the watermark only when all transactions of
    their time, those before `next_xid`, are over.
    """

    messages = models.BigIntegerField()
    revisions = models.BigIntegerField()
    next_messages = models.BigIntegerField()
    next_revisions = models.BigIntegerField()
    next_xid = models.BigIntegerField()

    def __str__(self) -> str:
        return f"messages {self.messages}, revisions {self.revisions}"
