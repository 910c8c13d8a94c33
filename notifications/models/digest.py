"""Users whose unread messages are to go out by email."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q


class Digest(models.Model):
    """One row a user. What is in the email is found out when it is due."""

    user = models.OneToOneField("accounts.User", models.CASCADE, primary_key=True, related_name="+")
    #: None: nothing is to be sent. A worker that has it moves it into the future.
    due_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0, db_default=0)
    #: When the last one went out: what it said is not said again.
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="digest_due", condition=Q(due_at__isnull=False))]

    if TYPE_CHECKING:
        user_id: UUID

    def __str__(self) -> str:
        return f"digest of {self.user_id}"
