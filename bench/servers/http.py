"""JSON over one kept-alive HTTP/1.1 connection, with as little work as possible in the client."""

import asyncio
from typing import Any

import msgspec

_encode = msgspec.json.encode
_decode = msgspec.json.decode


class Refused(RuntimeError):
    """A response that is not a success; `status` and the error's `code`."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"{status} {body[:300].decode(errors='replace')}")
        self.status = status


class Http:
    """One connection to 127.0.0.1, one request at a time."""

    def __init__(self, port: int, prefix: str) -> None:
        self._port = port
        self._prefix = prefix
        self._pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def call(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """Returns the decoded response. Raises Refused."""
        status, content = await self.raw(method, path, b"" if body is None else _encode(body), token)
        if status >= 300:
            raise Refused(status, content)
        return _decode(content) if content else None

    async def raw(self, method: str, path: str, body: bytes, token: str) -> tuple[int, bytes]:
        head = f"{method} {self._prefix}{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        if body:
            head += "Content-Type: application/json\r\n"
        if token:
            head += f"Authorization: Bearer {token}\r\n"
        request = head.encode() + b"\r\n" + body
        was_open = self._pipe is not None
        try:
            return await self._exchange(request)
        except (OSError, asyncio.IncompleteReadError):
            await self.close()
            if not was_open:
                raise
            return await self._exchange(request)  # the server had closed an idle connection

    async def close(self) -> None:
        if self._pipe is not None:
            self._pipe[1].close()
            self._pipe = None

    async def _exchange(self, request: bytes) -> tuple[int, bytes]:
        if self._pipe is None:
            self._pipe = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._pipe
        writer.write(request)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        content = await self._content(reader, headers)
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return int(lines[0].split()[1]), content

    async def _content(self, reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return await reader.readexactly(int(headers.get("content-length", "0")))
        content = b""
        while size := int(await reader.readuntil(b"\r\n"), 16):
            content += (await reader.readexactly(size + 2))[:-2]
        await reader.readuntil(b"\r\n")
        return content
