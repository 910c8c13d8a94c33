"""The addresses at which devices receive pushes."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from chatproject.contract.ids import uuid7


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def active(self) -> Self:
        """The registrations that can be used: neither ended nor of a signed-out device."""
        return self.filter(ended_at__isnull=True, device__ended_at__isnull=True, user__is_active=True)


class Registration(models.Model):
    """An address that a device registered: of its browser's push service, or of FCM or APNs. It ends with
    the device.
    """

    class Channel(models.TextChoices):
        WEB_PUSH = "webpush"
        FCM = "fcm"
        APNS = "apns"

    class Ended(models.TextChoices):
        """Why it ended."""

        GONE = "gone"  # reported by the push service
        REPLACED = "replaced"  # the device registered another, or another user signed in there
        WITHDRAWN = "withdrawn"  # the device withdrew it

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="registrations", db_index=False)
    device = models.ForeignKey("accounts.Device", models.CASCADE, related_name="registrations")
    channel = models.CharField(max_length=8, choices=Channel)
    #: The endpoint's URL (Web Push), or the token (FCM, APNs).
    address = models.TextField()
    #: The browser's public key and secret, base64url (Web Push, RFC 8291).
    p256dh = models.CharField(max_length=120, blank=True)
    auth = models.CharField(max_length=40, blank=True)
    #: APNs: the build uses the sandbox.
    is_sandbox = models.BooleanField(default=False)
    #: The user may switch it off, and on again.
    is_enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    #: When the device last confirmed it.
    confirmed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=10, choices=Ended, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"], name="registration_address", condition=Q(ended_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["user"], name="registration_active", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["ended_at"], name="registration_ended", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.user_id}"
