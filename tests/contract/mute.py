"""A peer that reads frames and never says anything by itself: no pong, no close, and, if told so, not even reading."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from tests.contract.server import WebProcess


class MutePeer:
    """A WebSocket over a bare connection. `buffer` is how many bytes the kernel keeps for one who does not read."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []

    @classmethod
    @asynccontextmanager
    async def connect(cls, at: WebProcess, authorization: dict[str, str], buffer: int = 0) -> AsyncIterator["MutePeer"]:
        peer = cls()
        line = socket.socket()
        if buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        line.setblocking(False)
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", at.port))
        peer._reader, peer._writer = await asyncio.open_connection(sock=line, limit=buffer or 2**16)
        peer._protocol = ClientProtocol(parse_uri(at.socket_url), max_size=None)
        request = peer._protocol.connect()
        request.headers.update(authorization)
        peer._protocol.send_request(request)
        try:
            await peer._flush()
            while peer._protocol.state is State.CONNECTING:
                peer._take(await peer._reader.read(2**10))
            yield peer
        finally:
            peer._writer.transport.abort()

    _reader: asyncio.StreamReader
    _writer: asyncio.StreamWriter
    _protocol: ClientProtocol

    async def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            self._writer.write(data)
        await self._writer.drain()

    async def send_command(self, text: str) -> None:
        """Sends one frame, and none of the pongs that are due."""
        self._protocol.data_to_send()
        self._protocol.send_text(text.encode())
        await self._flush()

    async def read(self, within: float) -> int | None:
        """Take what comes until the other side ends it; the close code."""
        async with asyncio.timeout(within):
            while data := await self._reader.read(2**16):
                self._take(data)
        closing: list[Any] = [frame for frame in self.frames if frame.opcode is Opcode.CLOSE]
        return int.from_bytes(closing[0].data[:2], "big") if closing else None

    def _take(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        self.frames += [event for event in self._protocol.events_received() if isinstance(event, Frame)]
