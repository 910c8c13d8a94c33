"""Who is calling: a bearer token, or the browser's session. One answer for REST and for the socket."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http.cookie import parse_cookie
from django.utils import timezone
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from accounts.app_devices import app_device
from accounts.browser_sessions import current_device, device_of, remember_device
from accounts.models import Device, User
from accounts.origins import is_allowed_origin
from accounts.tokens import read_access
from chatproject.lib.errors import Forbidden, NotAuthenticated, TokenInvalid

BEARER = "bearer."


@dataclass(frozen=True)
class Signed:
    """A proven caller. `expires_at` is when the proof ends, if nothing ends the device before."""

    user: User
    device: Device
    expires_at: datetime | None


class SignedRequest(Request):
    """What a view gets once SessionOrBearer let the caller in: a type for annotations."""

    user: User
    auth: Device


def authenticate_access(token: str) -> Signed:
    """The caller behind an access token, in one query. Raises TokenInvalid."""
    claims = read_access(token)
    device = app_device(claims.device, claims.user)
    if device is None:
        raise TokenInvalid
    return Signed(device.user, device, datetime.fromtimestamp(claims.expires_at, UTC))


def authenticate_session(key: str) -> Signed:
    """The caller behind a session cookie, in two queries. Raises NotAuthenticated."""
    row = Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).first() if key.isalnum() else None
    device = device_of(SessionStore().decode(row.session_data)) if row else None
    if row is None or device is None:
        raise NotAuthenticated
    return Signed(device.user, device, row.expire_date)


def authenticate_scope(scope: Any) -> Signed:
    """The caller of a socket's handshake, in at most two queries.

    By `Authorization: Bearer`, by the subprotocol `bearer.<access>`, or by the session cookie from a page
    of ours. A token that is there is the only one asked. Raises NotAuthenticated or TokenInvalid (401),
    Forbidden (403) for a cookie that comes with a foreign origin, or with none.
    """
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    token = bearer(headers.get("authorization", "")) or _offered(scope.get("subprotocols") or [])
    if token:
        return authenticate_access(token)
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    if not key:
        raise NotAuthenticated
    origin, host = headers.get("origin", ""), headers.get("host", "")
    if not is_allowed_origin(origin, host=host, secure=_is_secure(scope, headers)):
        raise Forbidden("This page may not connect.")
    return authenticate_session(key)


class SessionOrBearer(SessionAuthentication):
    """DRF's door. A bearer token wins where there is one; the session needs CSRF. `request.auth` is the Device."""

    def authenticate(self, request: Request) -> tuple[User, Device] | None:
        token = bearer(request.META.get("HTTP_AUTHORIZATION", ""))
        if token is not None:
            signed = authenticate_access(token)
            remember_device(request._request, signed.device)
            return signed.user, signed.device
        device = current_device(request._request)
        if device is None:
            return None
        self.enforce_csrf(request)
        return device.user, device

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def bearer(header: str) -> str | None:
    """The token of an Authorization header; None where another scheme, or none, is used."""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _offered(subprotocols: list[str]) -> str | None:
    offers = (each.removeprefix(BEARER) for each in subprotocols if each.startswith(BEARER))
    return next(offers, None)


def _is_secure(scope: Any, headers: dict[str, str]) -> bool:
    """Whether the page came by https, as Django's own request would say."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        told = headers.get(name.removeprefix("HTTP_").replace("_", "-").lower())
        if told is not None:
            return told.split(",")[0].strip() == value
    return scope.get("scheme") in ("wss", "https")
