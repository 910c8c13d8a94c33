"""What staff need in addition to their permissions, on pages and by API: a second factor, and a recent proof."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.authentication import SignedRequest
from accounts.models import Device
from chatproject.contract.errors import Forbidden


def lacks_second_factor(user: Any) -> bool:
    return bool(settings.STAFF_SECOND_FACTOR and not is_mfa_enabled(user))


def is_recent(request: HttpRequest) -> bool:
    """Whether the user of this session proved their identity within settings.STAFF_SIGN_IN_SECONDS."""
    records = get_authentication_records(request, request.user)
    return _is_recent(max((float(record.get("at", 0)) for record in records), default=0.0))


def ensure_staff(request: SignedRequest, permission: str) -> None:
    """Raises Forbidden unless the caller of the API may enter the admin now and has the permission.

    An app proves the identity of its user when it signs in.
    """
    user, device = request.user, request.auth
    if not (user.is_active and user.is_staff and user.has_perm(permission)):
        raise Forbidden
    if lacks_second_factor(user):
        raise Forbidden("Staff need a second factor. Set one up first.")
    is_app = device.kind == Device.Kind.APP
    if not (_is_recent(device.created_at.timestamp()) if is_app else is_recent(request._request)):
        raise Forbidden("Staff have to prove their identity again. Sign in again first.")


def _is_recent(at: float) -> bool:
    return timezone.now().timestamp() - at < settings.STAFF_SIGN_IN_SECONDS
