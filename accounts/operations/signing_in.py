"""Signing in: starts a device for a user who has proved their identity."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.ledger import record_issued
from accounts.lists import list_changed
from accounts.models import Device, User
from accounts.operations.signing_out import end_this
from accounts.tokens import Pair, first_jti, pair_of
from chatproject.contract.texts import readable


@transaction.atomic
def start_browser(*, user: User, session_key: str, name: str = "") -> Device:
    """Signs a browser in: one device for its session."""
    _make_room(user)
    device = Device.objects.create(
        user=user, kind=Device.Kind.BROWSER, session_key=session_key, name=_named(name, "Browser")
    )
    list_changed("devices", [user.pk])
    return device


@transaction.atomic
def start_app(*, user: User, name: str = "") -> tuple[Device, Pair]:
    """Signs an app in: one device for its family of refresh tokens, and the first pair."""
    _make_room(user)
    now, jti = timezone.now(), first_jti()
    device = Device.objects.create(
        user=user, kind=Device.Kind.APP, name=_named(name, "App"), refresh_jti=jti, rotated_at=now, created_at=now
    )
    record_issued(user=user, jti=jti, issued_at=now)
    list_changed("devices", [user.pk])
    return device, pair_of(device, jti, now)


def _make_room(user: User) -> None:
    """Signs out the devices that were idle longest, so that one more stays within the limit for a user."""
    active = user.devices.filter(ended_at=None).order_by("-last_seen_at")
    for device in active[settings.LIMITS["devices"] - 1 :]:
        end_this(device=device)


def _named(name: str, otherwise: str) -> str:
    return readable(name)[:120] or otherwise
