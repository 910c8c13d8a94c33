"""Authenticates sockets: reads the credentials of each handshake, and looks them up for many at once."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http.cookie import parse_cookie

from accounts.authentication import Signed, bearer
from accounts.browser_sessions import is_current, named_device
from accounts.devices import Named, devices
from accounts.models import Device
from accounts.origins import is_allowed_origin
from accounts.sessions import SessionStore
from accounts.tokens import Claims, read_access
from chatproject.contract.errors import DomainError, Forbidden, NotAuthenticated, TokenInvalid
from chatproject.database.statements import fetch_all
from chatproject.rest.tls import is_secure

BEARER = "bearer."


class SessionKey(NamedTuple):
    """A session cookie that one of our pages sent."""

    key: str


#: The credentials that callers present.
Credentials = Claims | SessionKey

_SESSIONS = """
    SELECT session_key, session_data, expire_date FROM django_session
    WHERE session_key = ANY(%s) AND expire_date > now()
"""


def credentials_in(scope: Any) -> Credentials:
    """Returns the credentials of a handshake, without a query.

    Accepts `Authorization: Bearer`, the subprotocol `bearer.<access>`, or the session cookie from one of our pages. If
    there is a token, nothing else is considered. Raises NotAuthenticated or TokenInvalid (401), and Forbidden (403) for
    a cookie that comes with a foreign origin, or with none.
    """
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    token = bearer(headers.get("authorization", "")) or _offered(scope.get("subprotocols") or [])
    if token:
        return read_access(token)
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    if not key:
        raise NotAuthenticated
    origin, host = headers.get("origin", ""), headers.get("host", "")
    if not is_allowed_origin(origin, host=host, secure=is_secure(scope)):
        raise Forbidden("Pages of this origin may not connect.")
    if not key.isalnum():
        raise NotAuthenticated
    return SessionKey(key)


def authenticate(presented: Sequence[Credentials]) -> list[Signed | DomainError]:
    """Returns the caller, or the error, for all credentials: two queries for any number, one for tokens alone."""
    sessions = _sessions([credentials.key for credentials in presented if isinstance(credentials, SessionKey)])
    named = [_named(credentials, sessions) for credentials in presented]
    known = devices([each for each in named if each is not None])
    return [
        _outcome(credentials, sessions, known.get(each) if each else None)
        for credentials, each in zip(presented, named, strict=True)
    ]


class _Session(NamedTuple):
    data: dict[str, Any]
    expires_at: datetime


def _sessions(keys: Sequence[str]) -> dict[str, _Session]:
    if not keys:
        return {}
    decode = SessionStore().decode
    return {key: _Session(decode(data), expires_at) for key, data, expires_at in fetch_all(_SESSIONS, [list(keys)])}


def _named(credentials: Credentials, sessions: dict[str, _Session]) -> Named | None:
    if isinstance(credentials, Claims):
        return Named(credentials.device, credentials.user, Device.Kind.APP.value)
    session = sessions.get(credentials.key)
    return named_device(session.data) if session else None


def _outcome(credentials: Credentials, sessions: dict[str, _Session], device: Device | None) -> Signed | DomainError:
    if isinstance(credentials, Claims):
        if device is None:
            return TokenInvalid()
        return Signed(device.user, device, datetime.fromtimestamp(credentials.expires_at, UTC))
    if device is None or not is_current(sessions[credentials.key].data, device.user):
        return NotAuthenticated()
    return Signed(device.user, device, sessions[credentials.key].expires_at)


def _offered(subprotocols: list[str]) -> str | None:
    offers = (each.removeprefix(BEARER) for each in subprotocols if each.startswith(BEARER))
    return next(offers, None)
