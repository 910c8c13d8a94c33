"""Keeps a device up to date while it is used."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Device

SEEN_EVERY = timedelta(minutes=5)


def touch_device(*, device: Device) -> bool:
    """Records that a device is in use, at most every few minutes. Returns whether it did."""
    now = timezone.now()
    if now - device.last_seen_at < SEEN_EVERY:
        return False
    device.last_seen_at = now
    return Device.objects.filter(pk=device.pk, ended_at=None).update(last_seen_at=now) > 0


def follow_session(*, device: Device, session_key: str) -> None:
    """Moves the device along when Django gives the session a new key, as a password change does."""
    Device.objects.filter(pk=device.pk, ended_at=None).update(session_key=session_key)
    device.session_key = session_key
