"""The key by which push services know this server (RFC 8292)."""

from django.db import models
from django.utils import timezone


class VapidKey(models.Model):
    """One row, made when first asked for. In the database: all machines sign with the same, and a backup has it."""

    # Sealed under ENCRYPTION_KEYS.
    private = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="vapid_single")]

    def __str__(self) -> str:
        return "the VAPID key"
