"""The small part of ASGI that these services need."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
_LONGEST_HANG = 120


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    version: str
    headers: dict[str, str]
    body: bytes
    #: When it had arrived completely.
    at: float = field(default_factory=time.time)

    def json(self) -> Any:
        """None if it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Response:
    """A response. With status 0 the service answers nothing until the caller disconnects."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


async def read(scope: dict[str, Any], receive: Receive) -> Request:
    body = b""
    while True:
        event = await receive()
        body += event.get("body", b"")
        if not event.get("more_body"):
            break
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    return Request(scope["method"], scope["path"], scope["http_version"], headers, body)


async def post_message(response: Response, receive: Receive, send: Send) -> None:
    if response.status == 0:
        await _hang(receive)
        return
    body = b"" if response.body is None else json.dumps(response.body).encode()
    headers = {"content-type": "application/json", "content-length": str(len(body)), **response.headers}
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


async def _hang(receive: Receive) -> None:
    try:
        async with asyncio.timeout(_LONGEST_HANG):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass
