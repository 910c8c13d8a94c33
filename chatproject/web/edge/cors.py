"""Apps in web views: their pages have another origin, and may use the API and files with a bearer token."""

from typing import Any

from django.conf import settings

from chatproject.rest.tls import header

Headers = list[tuple[bytes, bytes]]

_OPEN = ("/api/", "/media/")
_METHODS = b"GET, HEAD, POST, PUT, PATCH, DELETE"
_ASKED_WITH = b"authorization, content-type, range, if-range, if-none-match, traceparent, x-request-id"
_READABLE = b"etag, retry-after, content-length, content-range, content-disposition, www-authenticate, x-request-id"
_PREFLIGHT_SECONDS = b"3600"


class Cors:
    """An ASGI application around another one: lets pages of APP_ORIGINS read its responses.

    Never with credentials: a cookie from one of these pages is ignored.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        origin = header(scope, b"origin") if scope["type"] == "http" and scope["path"].startswith(_OPEN) else None
        if origin is None or origin not in settings.APP_ORIGINS:
            await self._inner(scope, receive, send)
        elif scope["method"] == "OPTIONS" and header(scope, b"access-control-request-method"):
            await send({"type": "http.response.start", "status": 204, "headers": _permissions(origin)})
            await send({"type": "http.response.body", "body": b""})
        else:
            bare = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
            await self._inner({**scope, "headers": bare}, receive, _allowing(origin, send))


def _allowing(origin: str, send: Any) -> Any:
    async def send_allowing(message: Any) -> None:
        if message["type"] == "http.response.start":
            # An origin of files sends the same headers to our own pages.
            others = [each for each in message["headers"] if not each[0].lower().startswith(b"access-control-")]
            message = {**message, "headers": [*others, *_allowed(origin)]}
        await send(message)

    return send_allowing


def _allowed(origin: str) -> Headers:
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-expose-headers", _READABLE),
        (b"vary", b"origin"),
    ]


def _permissions(origin: str) -> Headers:
    return [
        *_allowed(origin),
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-allow-headers", _ASKED_WITH),
        (b"access-control-max-age", _PREFLIGHT_SECONDS),
    ]
