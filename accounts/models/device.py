"""A signed-in installation."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from chatproject.contract.ids import uuid7


class DeviceQuerySet(models.QuerySet["Device"]):
    def active(self) -> Self:
        return self.filter(ended_at__isnull=True, user__is_active=True)

    def ended_since(self, moment: datetime) -> Self:
        return self.filter(ended_at__gte=moment)


class Device(models.Model):
    """One browser session or one family of refresh tokens. Ending it signs that installation out."""

    class Kind(models.TextChoices):
        BROWSER = "browser"
        APP = "app"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="devices")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=120, blank=True)
    session_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    # The family's one live refresh token and when it was issued: see operations/refreshing.py.
    refresh_jti = models.UUIDField(null=True, blank=True)
    rotated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # The close reason of its sockets: see operations/signing_out.py.
    ended_why = models.CharField(max_length=32, blank=True, db_default="", default="", editable=False)

    objects = DeviceQuerySet.as_manager()

    #: Whether it is the device of the request; set by the code that lists devices.
    is_current = False

    class Meta:
        indexes = [
            models.Index(fields=["ended_at"], name="device_ended", condition=models.Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name or self.kind

    @property
    def was_just_seen(self) -> bool:
        """Whether the device was seen less than a minute ago."""
        return timezone.now() - self.last_seen_at < timedelta(minutes=1)
