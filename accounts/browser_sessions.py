"""The browser's session as a credential: which device it stands for."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import Device, User

DEVICE_KEY = "device"


def current_device(request: HttpRequest) -> Device | None:
    """The device this request comes from, asked once."""
    if not hasattr(request, "_device"):
        remember_device(request, device_of(request.session))
    found: Device | None = request._device  # type: ignore[attr-defined]
    return found


def remember_device(request: HttpRequest, device: Device | None) -> None:
    request._device = device  # type: ignore[attr-defined]


def device_of(session: Mapping[str, Any]) -> Device | None:
    """The signed-in device of a session's data with its user, in one query; None when it is signed out."""
    device_id, user_id = session.get(DEVICE_KEY), session.get(SESSION_KEY)
    if not device_id or not user_id:
        return None
    devices = Device.objects.active().select_related("user")
    device = devices.filter(pk=device_id, user_id=user_id, kind=Device.Kind.BROWSER).first()
    if device is None or not _knows_password(session, device.user):
        return None
    return device


def _knows_password(session: Mapping[str, Any], user: User) -> bool:
    """Sessions from before a password change are dead, as everywhere in Django."""
    known = session.get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(known, each) for each in hashes)
