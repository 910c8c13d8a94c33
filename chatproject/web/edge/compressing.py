"""Sends pages and JSON as gzip to clients that accept it. Static files are compressed in advance; files of
users stay as is.

Lengths reveal what was compressed together (BREACH). So each response gets a random number of extra bytes, for which
gzip has room and brotli does not; and requests from other sites' pages do not carry the session's cookie.
"""

import asyncio
import re
from typing import Any

from django.middleware.gzip import GZipMiddleware
from django.utils.text import compress_string

from chatproject.rest.tls import header

#: Below this, compression is not worth it; above that, it would block the event loop.
LEAST, IN_THREAD = 1024, 32 * 1024
_KINDS = (b"application/json", b"text/html", b"text/plain")
_READY = ("/static/", "/media/")
_GZIP = re.compile(r"(?:^|[,\s])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


class Compressed:
    """An ASGI application around another one."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        is_dynamic = scope["type"] == "http" and not scope["path"].startswith(_READY)
        if is_dynamic and _GZIP.search(header(scope, b"accept-encoding") or ""):
            send = _Compressing(send)
        await self._inner(scope, receive, send)


class _Compressing:
    """A `send` that holds a response back until it is complete. A streamed one has no length, and passes through."""

    def __init__(self, send: Any) -> None:
        self._send = send
        self._start: Any = None
        self._body = bytearray()

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start" and _is_worth_it(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish()

    async def _finish(self) -> None:
        body, start = bytes(self._body), self._start
        if body:  # a HEAD has none
            body = await _packed(body)
            start = {**start, "headers": _headers(start["headers"], len(body))}
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _is_worth_it(start: Any) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    return (
        int(headers.get(b"content-length", 0)) >= LEAST
        and headers.get(b"content-type", b"").startswith(_KINDS)
        and not headers.keys() & {b"content-encoding", b"etag"}
    )


async def _packed(body: bytes) -> bytes:
    most = GZipMiddleware.max_random_bytes
    if len(body) < IN_THREAD:
        return compress_string(body, max_random_bytes=most)
    return await asyncio.to_thread(compress_string, body, max_random_bytes=most)


def _headers(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    vary = [value for name, value in headers if name.lower() == b"vary"]
    return [
        *(each for each in headers if each[0].lower() not in (b"content-length", b"vary")),
        (b"content-encoding", b"gzip"),
        (b"content-length", str(length).encode()),
        (b"vary", b", ".join([*vary, b"Accept-Encoding"])),
    ]
