"""The life of an app's refresh token: it is spent once, the response can be repeated, and a theft ends the family."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.ledger import record_issued, record_spent, spent_at
from accounts.models import Device
from accounts.operations.signing_out import end_this
from accounts.tokens import Claims, Pair, next_jti, pair_of, read_refresh
from chatproject.contract.errors import TokenInvalid

GRACE = timedelta(minutes=10)
log = logging.getLogger(__name__)


def refresh_tokens(*, refresh: str) -> Pair:
    """Returns the next pair. Raises TokenInvalid.

    A client that lost the response retries, perhaps minutes later, and several of its tabs may ask at once. So a spent
    token returns the same pair until the successor is used, and for GRACE at most. After that, using it ends the
    family: two parties hold its tokens, and one of them is a thief.
    """
    claims = read_refresh(refresh)
    with transaction.atomic():
        device = _lock(claims)
        pair = _rotate(device) if claims.jti == device.refresh_jti else _repeat(device, claims)
        if pair is None:
            end_this(device=device)
    if pair is None:
        log.warning("a spent refresh token was used again: device %s of user %s ended", device.pk, device.user_id)
        raise TokenInvalid
    return pair


def sign_out_app(*, refresh: str) -> None:
    """Ends the device that this refresh token belongs to. Raises TokenInvalid if it has ended."""
    claims = read_refresh(refresh)
    with transaction.atomic():
        end_this(device=_lock(claims))


def _lock(claims: Claims) -> Device:
    devices = Device.objects.active().select_related("user").select_for_update(of=("self",))
    device = devices.filter(pk=claims.device, user_id=claims.user, kind=Device.Kind.APP).first()
    if device is None:
        raise TokenInvalid
    return device


def _rotate(device: Device) -> Pair:
    assert device.refresh_jti is not None
    moment, successor = record_spent(device.refresh_jti), next_jti(device.refresh_jti)
    record_issued(user=device.user, jti=successor, issued_at=moment)
    device.refresh_jti, device.rotated_at, device.last_seen_at = successor, moment, moment
    device.save(update_fields=["refresh_jti", "rotated_at", "last_seen_at"])
    return pair_of(device, successor, moment)


def _repeat(device: Device, claims: Claims) -> Pair | None:
    moment, successor = spent_at(claims.jti), next_jti(claims.jti)
    if moment is None or timezone.now() - moment > GRACE or device.refresh_jti != successor:
        return None
    return pair_of(device, successor, moment)
