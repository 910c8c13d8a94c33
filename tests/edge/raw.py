"""A connection that says exactly what a test wants, and not what a well-behaved client would."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tests.contract.sockets import Listener

#: Seconds in which what is to come has come, on a machine that is busy.
SOON = 60.0
BLOCK = b"x" * 64 * 1024


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        return str(json.loads(self.body)["code"])


@dataclass
class Raw:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    taken: int = field(default=0)
    opened: ClassVar[list["Raw"]] = []

    @classmethod
    async def open(cls, listener: Listener) -> "Raw":
        host, _, port = listener.host.rpartition(":")
        raw = cls(*await asyncio.open_connection(host, int(port)))
        cls.opened.append(raw)
        return raw

    @classmethod
    async def cut_all(cls) -> None:
        opened, cls.opened[:] = list(cls.opened), []
        for raw in opened:
            raw.writer.transport.abort()
            with suppress(ConnectionError):
                await raw.writer.wait_closed()

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    def head(self, method: str, path: str, *more: str) -> None:
        host = [] if any(line.startswith("Host:") for line in more) else ["Host: 127.0.0.1"]
        self.send("\r\n".join([f"{method} {path} HTTP/1.1", *host, *more, "", ""]).encode("latin-1"))

    async def pour(self, most: int, before: bytes = b"", after: bytes = b"", block: bytes = BLOCK) -> None:
        """Sends blocks until `most` bytes were taken or the server takes no more."""
        try:
            while self.taken < most:
                self.send(before + block + after)
                await asyncio.wait_for(self.writer.drain(), SOON)
                self.taken += len(block)
        except ConnectionError:
            pass

    async def receive(self, *, has_body: bool = True) -> Response:
        head = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), SOON)).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        length = int(headers.get("content-length", "0")) if has_body else 0
        body = await asyncio.wait_for(self.reader.readexactly(length), SOON)
        return Response(int(head[0].split()[1]), headers, body)

    async def is_over(self) -> bool:
        """Wait until the other side closed."""
        try:
            return await asyncio.wait_for(self.reader.read(), SOON) == b""
        except ConnectionError:
            return True


async def ask(listener: Listener, method: str, path: str, *more: str, body: bytes = b"") -> Response:
    """Sends one request exactly as given and returns its answer."""
    raw = await Raw.open(listener)
    raw.head(method, path, *more, *([f"Content-Length: {len(body)}"] if body else []))
    raw.send(body)
    return await raw.receive(has_body=method != "HEAD")


def plain(value: Any) -> bytes:
    return json.dumps(value).encode()
