"""Accounts whose owners asked to delete them."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.utils import timezone


class AccountDeletion(models.Model):
    """A deactivated account that its owner can still keep for a while. Once it is due, they cannot."""

    user = models.OneToOneField("accounts.User", models.CASCADE, primary_key=True, related_name="deletion")
    asked_at = models.DateTimeField(default=timezone.now)
    is_due = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="account_deletion_pending", condition=models.Q(is_due=False))]

    if TYPE_CHECKING:
        user_id: UUID

    def __str__(self) -> str:
        return f"deletion of {self.user_id}"
