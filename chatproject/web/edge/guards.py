"""Begins the trace of every request to a web process. Adds to every response its id, and the headers that keep browsers
from misusing it.
"""

import logging
from collections.abc import Iterable
from functools import lru_cache
from time import perf_counter
from typing import Any

from django.conf import settings

from chatproject.contract.errors import Forbidden, Unavailable
from chatproject.rest.refusing import refuse
from chatproject.rest.tls import is_secure
from chatproject.traces import ids

log = logging.getLogger(__name__)
#: A line for each request; LOG_LEVEL decides whether it is written.
requests = logging.getLogger("parlance.requests")

Headers = Iterable[tuple[bytes, bytes]]

#: For a response without a policy: it is no page, and nothing in it runs.
PLAIN = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_STARTS = ("http.response.start", "websocket.http.response.start")
_REQUEST_ID = b"x-request-id"
_TLS_ONLY = ("/api/", "/media/")


class Guards:
    """An ASGI application around all others."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._inner(scope, receive, send)
            return
        is_started = False
        began, trace = perf_counter(), scope.get("trace") or ids.enter(scope["headers"])

        async def guarded(message: Any) -> None:
            nonlocal is_started
            if message["type"] in _STARTS:
                is_started = True
                headers = [*(own := message.get("headers", ())), *_lacking(scope, own), (_REQUEST_ID, trace.encode())]
                message = {**message, "headers": headers}
                if requests.isEnabledFor(logging.INFO):
                    took = (perf_counter() - began) * 1000
                    requests.info("%s %s: %s, %.0f ms", scope.get("method"), scope["path"], message["status"], took)
            await send(message)

        if _is_in_the_clear(scope):
            await refuse(Forbidden("This server answers over https only."), scope, guarded)
            return
        try:
            await self._inner(scope, receive, guarded)
        except Exception:
            if is_started or scope["type"] != "http":
                raise
            log.exception("%s %s failed", scope["method"], scope["path"])
            await refuse(Unavailable(), scope, guarded, status=500)


def _lacking(scope: Any, headers: Headers) -> Headers:
    """Returns the headers that this response does not have."""
    seconds = settings.SECURE_HSTS_SECONDS
    return _besides(tuple(name for name, _ in headers), seconds if seconds and is_secure(scope) else 0)


@lru_cache(maxsize=256)
def _besides(names: tuple[bytes, ...], hsts_seconds: int) -> Headers:
    headers = [*PLAIN, (b"strict-transport-security", f"max-age={hsts_seconds}".encode())] if hsts_seconds else PLAIN
    present = {name.lower() for name in names}
    return [header for header in headers if header[0] not in present]


def _is_in_the_clear(scope: Any) -> bool:
    """Whether a request for passwords or tokens came without TLS: a redirect would only repeat them."""
    if not settings.SECURE_SSL_REDIRECT:
        return False
    return (scope["type"] == "websocket" or scope["path"].startswith(_TLS_ONLY)) and not is_secure(scope)
