"""Changes of an email address: the one that waits for its link, and those that were made."""

import secrets

from django.db import models
from django.utils import timezone

from chatproject.contract.ids import uuid7


def new_nonce() -> str:
    return secrets.token_urlsafe(12)


class PendingEmail(models.Model):
    """The address that becomes the user's when its link is opened.

    There is one row: a newer proposal replaces the older.
    """

    user = models.OneToOneField("accounts.User", models.CASCADE, primary_key=True, related_name="pending_email")
    email = models.EmailField(max_length=254)
    nonce = models.CharField(max_length=32, default=new_nonce)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.email


class EmailChange(models.Model):
    """A change that was made. For a while, its old address can undo it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="email_changes")
    old = models.EmailField(max_length=254)
    new = models.EmailField(max_length=254)
    created_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="email_change_created")]

    def __str__(self) -> str:
        return f"{self.old} to {self.new}"
