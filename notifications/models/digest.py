"""Schedules the emails about unread messages."""

from django.db import models
from django.db.models import Q


class Digest(models.Model):
    """One row per user. The messages in the email are determined when it is due."""

    user = models.OneToOneField("accounts.User", models.CASCADE, primary_key=True, related_name="+")
    #: None: no email is scheduled. A worker that leases the digest moves it into the future.
    due_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0, db_default=0)
    #: When the last email was sent: its messages are not sent again.
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="digest_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"digest of {self.user_id}"
