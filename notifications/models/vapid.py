"""The key that identifies this server to push services (RFC 8292)."""

from django.db import models
from django.utils import timezone


class VapidKey(models.Model):
    """One row, created on first use. In the database, so that all machines sign with it, and backups include it."""

    # Sealed under ENCRYPTION_KEYS.
    private = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="vapid_single")]

    def __str__(self) -> str:
        return "the VAPID key"
