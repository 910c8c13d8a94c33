"""Signing out: a device ends, and with it its session or its tokens, and its open sockets."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.ledger import record_withdrawn
from accounts.lists import list_changed
from accounts.models import Device, User
from accounts.models.device import DeviceQuerySet
from chatproject.contract.errors import NotFound
from chatproject.contract.ids import parse_id
from chatproject.realtime import publish, sign_out

#: The reasons in the close frames of sockets.
SIGNED_OUT, ACCOUNT_DISABLED, ACCOUNT_BANNED = "signed_out", "account_disabled", "account_banned"
PASSWORD_CHANGED, SECURITY_CHANGED = "password_changed", "security_changed"


def end_device(*, actor: User, device: str) -> None:
    """Ends one of the actor's devices, by its id."""
    if not _end(actor.devices.filter(pk=parse_id(device))):
        raise NotFound


def end_other_devices(*, actor: User, current: Device | None, reason: str = SIGNED_OUT) -> int:
    """Ends all of the actor's devices except the current one. Returns how many."""
    return _end(actor.devices.exclude(pk=current.pk) if current else actor.devices.all(), reason)


def end_all_devices(*, user: User, reason: str = SIGNED_OUT) -> int:
    """Signs a user out everywhere."""
    return _end(user.devices.all(), reason)


def end_this(*, device: Device) -> None:
    """Ends the device that sends the request. Safe to repeat."""
    _end(Device.objects.filter(pk=device.pk))


@transaction.atomic
def _end(devices: DeviceQuerySet, reason: str = SIGNED_OUT) -> int:
    """Ends those of these devices that have not ended.

    REST refuses them from the commit on; their sockets close right after it.
    """
    ending = list(devices.filter(ended_at=None).order_by("pk").select_for_update(of=("self",)))
    keys = [each.session_key for each in ending if each.session_key]
    jtis = [each.refresh_jti for each in ending if each.refresh_jti]
    Session.objects.filter(session_key__in=keys).delete()
    record_withdrawn(jtis)
    Device.objects.filter(pk__in=[each.pk for each in ending]).update(
        ended_at=timezone.now(), ended_why=reason, session_key=None, refresh_jti=None
    )
    if ending:
        list_changed("devices", {each.user_id for each in ending})
    publish(*(sign_out(each.pk, reason) for each in ending))
    return len(ending)
