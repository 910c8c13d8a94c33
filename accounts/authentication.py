"""Authenticates REST requests by a bearer token or the browser's session. For the socket, callers.py does."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from accounts.browser_sessions import current_device, remember_device
from accounts.devices import app_device
from accounts.models import Device, User
from accounts.operations.consenting import ensure_accepted
from accounts.staff.middleware import HARMLESS
from accounts.tokens import read_access
from chatproject.contract.errors import DomainError, TokenInvalid

#: What users may do without accepting: accept, protect themselves, and leave.
_OWN_RIGHTS = re.compile(
    r"/api/v1/(me/(blocks|consents|deletion|email|export|password|second-factor)(/.*)?|auth/email/confirm)"
)


@dataclass(frozen=True)
class Signed:
    """An authenticated caller. `expires_at` is when the proof ends, unless the device ends before."""

    user: User
    device: Device
    expires_at: datetime | None


class SignedRequest(Request):
    """The request as a view receives it from SessionOrBearer: a type for annotations."""

    user: User
    auth: Device


def authenticate_access(token: str) -> Signed:
    """Returns the caller behind an access token, in one query. Raises TokenInvalid."""
    claims = read_access(token)
    device = app_device(claims.device, claims.user)
    if device is None:
        raise TokenInvalid
    return Signed(device.user, device, datetime.fromtimestamp(claims.expires_at, UTC))


class SessionOrBearer(SessionAuthentication):
    """For DRF views. A bearer token takes precedence; the session requires CSRF. `request.auth` is the Device."""

    def authenticate(self, request: Request) -> tuple[User, Device] | None:
        token = bearer(request.META.get("HTTP_AUTHORIZATION", ""))
        if token is not None:
            signed = authenticate_access(token)
            remember_device(request._request, signed.device)
            _ensure_accepted(request, signed.user)
            return signed.user, signed.device
        device = current_device(request._request)
        if device is None:
            return None
        self.enforce_csrf(request)
        _ensure_accepted(request, device.user)
        return device.user, device

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def _ensure_accepted(request: Request, user: User) -> None:
    """Raises TermsRequired if the request writes, and the user has a new version of the documents to accept."""
    is_write = request.method not in ("GET", "HEAD", "OPTIONS")
    if is_write and not HARMLESS.fullmatch(request.path) and not _OWN_RIGHTS.fullmatch(request.path):
        ensure_accepted(user)


def caller_of(request: HttpRequest) -> User | None:
    """Returns the caller of a public endpoint, if there is one. Ignores an invalid token."""
    token = bearer(request.headers.get("Authorization", ""))
    try:
        device = authenticate_access(token).device if token is not None else current_device(request)
    except DomainError:
        return None
    return device.user if device else None


def bearer(header: str) -> str | None:
    """Returns the token of an Authorization header, or None if it uses another scheme or is absent."""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
