from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils import timezone


class Revision(models.Model):
    """The body of a message before an edit. Deleted with the message's content."""

    message = models.ForeignKey("messaging.Message", models.CASCADE, related_name="revisions")
    rev = models.BigIntegerField()
    body = models.TextField(null=True, blank=True)
    envelope = models.JSONField(null=True, blank=True)
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "rev"], name="revision_rev")]
        indexes = [BrinIndex(fields=["replaced_at"], name="revision_replaced", autosummarize=True)]

    def __str__(self) -> str:
        return f"revision {self.rev} of {self.message_id}"
