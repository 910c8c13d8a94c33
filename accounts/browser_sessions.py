"""The browser's session as a credential, and the device that it stands for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.devices import Named, devices
from accounts.models import Device, User

DEVICE_KEY = "device"


def current_device(request: HttpRequest) -> Device | None:
    """Returns the device that sent this request. Queries once per request."""
    if not hasattr(request, "_device"):
        remember_device(request, device_of(request.session))
    found: Device | None = request._device  # type: ignore[attr-defined]
    return found


def remember_device(request: HttpRequest, device: Device | None) -> None:
    request._device = device  # type: ignore[attr-defined]


def device_of(session: Mapping[str, Any]) -> Device | None:
    """Returns the signed-in device of a session's data with its user, in one query; None if it is signed out."""
    named = named_device(session)
    device = devices([named]).get(named) if named else None
    return device if device is not None and is_current(session, device.user) else None


def named_device(session: Mapping[str, Any]) -> Named | None:
    """Returns the device that a session's data names, signed in or not; None if no user is signed in."""
    device_id, user_id = session.get(DEVICE_KEY), session.get(SESSION_KEY)
    if not device_id or not user_id:
        return None
    try:
        return Named(UUID(device_id), UUID(user_id), Device.Kind.BROWSER.value)
    except ValueError:
        return None


def is_current(session: Mapping[str, Any], user: User) -> bool:
    """Sessions from before a password change are invalid, as everywhere in Django."""
    known = session.get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(known, each) for each in hashes)
