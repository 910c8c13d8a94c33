"""Accounts whose owners asked to delete them."""

from typing import Self

from django.db import models
from django.utils import timezone


class DeletionQuerySet(models.QuerySet["AccountDeletion"]):
    def unfinished(self) -> Self:
        """Returns those to erase, which no one can undo."""
        return self.filter(is_due=True, erased_at=None)


class AccountDeletion(models.Model):
    """A deactivated account that its owner can still keep for a while. Once it is due, they cannot, and it is erased.

    `started_at`: from then on staff cannot keep it either. `recorded_at`: the backups know of it.
    """

    user = models.OneToOneField("accounts.User", models.CASCADE, primary_key=True, related_name="deletion")
    asked_at = models.DateTimeField(default=timezone.now)
    is_due = models.BooleanField(default=False)
    # The owner's wish. settings.ERASED_MESSAGES may be stricter.
    deletes_messages = models.BooleanField(default=False, db_default=False)
    started_at = models.DateTimeField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    recorded_at = models.DateTimeField(null=True, editable=False)

    objects = DeletionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="account_deletion_pending", condition=models.Q(is_due=False))]

    def __str__(self) -> str:
        return f"deletion of {self.user_id}"
