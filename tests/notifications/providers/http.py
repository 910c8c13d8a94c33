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
class Asked:
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
class Said:
    """A response. With status 0 the service answers nothing until the caller disconnects."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


async def read(scope: dict[str, Any], receive: Receive) -> Asked:
    body = b""
    while True:
        event = await receive()
        body += event.get("body", b"")
        if not event.get("more_body"):
            break
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    return Asked(scope["method"], scope["path"], scope["http_version"], headers, body)


async def say(said: Said, receive: Receive, send: Send) -> None:
    if said.status == 0:
        await _hang(receive)
        return
    body = b"" if said.body is None else json.dumps(said.body).encode()
    headers = {"content-type": "application/json", "content-length": str(len(body)), **said.headers}
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": said.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


async def _hang(receive: Receive) -> None:
    try:
        async with asyncio.timeout(_LONGEST_HANG):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass
