"""Pages and JSON go out as gzip to whoever asks for it. Static files lie ready, and files people send are as they are.

Lengths tell of what was compressed together (BREACH). So each answer gets a random number of bytes more, for which
gzip has room and brotli does not; the session's cookie does not come along with what other sites' pages ask for.
"""

import asyncio
import re
from typing import Any

from django.middleware.gzip import GZipMiddleware
from django.utils.text import compress_string

from chatproject.lib.tls import header

#: Below this it is not worth it, above that it would hold up the event loop.
LEAST, IN_THREAD = 1024, 32 * 1024
_KINDS = (b"application/json", b"text/html", b"text/plain")
_READY = ("/static/", "/media/")
_GZIP = re.compile(r"(?:^|[,\s])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


class Compressed:
    """An ASGI application in front of another."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        is_dynamic = scope["type"] == "http" and not scope["path"].startswith(_READY)
        if is_dynamic and _GZIP.search(header(scope, b"accept-encoding") or ""):
            send = _Compressing(send)
        await self._inner(scope, receive, send)


class _Compressing:
    """`send` that keeps the start of an answer back until it has seen the body."""

    def __init__(self, send: Any) -> None:
        self._send = send
        self._start: Any = None

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        start, self._start = self._start, None
        if start is not None:
            if _is_worth_it(start, message):
                start, message = await _compressed(start, message)
            await self._send(start)
        await self._send(message)


def _is_worth_it(start: Any, message: Any) -> bool:
    given = {name.lower(): value for name, value in start["headers"]}
    return (
        len(message.get("body", b"")) >= LEAST
        and not message.get("more_body", False)
        and given.get(b"content-type", b"").startswith(_KINDS)
        and not given.keys() & {b"content-encoding", b"etag"}
    )


async def _compressed(start: Any, message: Any) -> tuple[Any, Any]:
    body, most = message["body"], GZipMiddleware.max_random_bytes
    if len(body) < IN_THREAD:
        packed = compress_string(body, max_random_bytes=most)
    else:
        packed = await asyncio.to_thread(compress_string, body, max_random_bytes=most)
    headers = [each for each in start["headers"] if each[0].lower() not in (b"content-length", b"vary")]
    vary = [value for name, value in start["headers"] if name.lower() == b"vary"]
    headers += [
        (b"content-encoding", b"gzip"),
        (b"content-length", str(len(packed)).encode()),
        (b"vary", b", ".join([*vary, b"Accept-Encoding"])),
    ]
    return {**start, "headers": headers}, {**message, "body": packed}
