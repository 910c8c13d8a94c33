"""Signing in: a device starts. Who signs in was proved before."""

from django.db import transaction
from django.utils import timezone

from accounts.ledger import record_issued
from accounts.models import Device, User
from accounts.tokens import Pair, first_jti, pair_of


def start_browser(*, user: User, session_key: str, name: str = "") -> Device:
    """Sign a browser in: one device for its session."""
    return Device.objects.create(
        user=user, kind=Device.Kind.BROWSER, session_key=session_key, name=_named(name, "Browser")
    )


@transaction.atomic
def start_app(*, user: User, name: str = "") -> tuple[Device, Pair]:
    """Sign an app in: one device for its family of refresh tokens, and the first pair."""
    now, jti = timezone.now(), first_jti()
    device = Device.objects.create(
        user=user, kind=Device.Kind.APP, name=_named(name, "App"), refresh_jti=jti, rotated_at=now, created_at=now
    )
    record_issued(user=user, jti=jti, issued_at=now)
    return device, pair_of(device, jti, now)


def _named(name: str, otherwise: str) -> str:
    return name.strip()[:120] or otherwise
