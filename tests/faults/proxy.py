"""A TCP proxy with the faults of a network: delay, a slow line, silence in one or both directions, a reset.

`python -m tests.faults.proxy PORT PATH` relays a port to a Unix socket.
"""

import asyncio
import random
import socket
import struct
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

_CHUNK = 65536
#: Chunks of a slow line in a second: few, so that it is slow from the first byte.
_BEATS = 5


class Proxy:
    """Relays TCP to `target`, a port of this machine or the path of a Unix socket.

    `delay` and `jitter` are seconds in each direction, `rate` the bytes a second towards the client; 0 is no limit.
    """

    def __init__(self, target: int | Path) -> None:
        self.delay = self.jitter = 0.0
        self.rate = 0
        self._target = target
        self._server: asyncio.Server | None = None
        self._connections: set[_Connection] = set()
        self._is_mute = False

    @classmethod
    @asynccontextmanager
    async def before(cls, target: int | Path, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator["Proxy"]:
        proxy = cls(target)
        proxy._server = await asyncio.start_server(proxy._accept, host, port)
        try:
            yield proxy
        finally:
            proxy._server.close()
            proxy.cut()

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def frozen(self) -> int:
        """Returns how many of the frozen connections the server still holds open."""
        return sum(each.frozen_up or each.frozen_down for each in self._connections)

    def freeze(self, *, up: bool = True, down: bool = True) -> int:
        """Loses all that open connections carry towards the server (`up`) and the client (`down`) from now on, as a
        router does that forgot them. Neither end receives a FIN. Returns their number.
        """
        for each in self._connections:
            each.frozen_up |= up
            each.frozen_down |= down
        return len(self._connections)

    def mute(self) -> None:
        """Open connections and those of now on are confirmed, and lose all that they carry. Their ends still close."""
        self._is_mute = True
        for each in self._connections:
            each.is_mute = True

    def speak(self) -> None:
        """New connections work again. Those that were mute stay so."""
        self._is_mute = False

    def cut(self) -> int:
        """Resets the open connections at both ends. Returns their number."""
        count = len(self._connections)
        for each in self._connections:
            each.reset()
        return count

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if isinstance(self._target, Path):
                server = await asyncio.open_unix_connection(self._target)
            else:
                server = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            _reset(writer)
            return
        connection = _Connection(self, (reader, writer), server)
        connection.is_mute = self._is_mute
        self._connections.add(connection)
        try:
            await connection.relay()
        finally:
            self._connections.discard(connection)


class _Connection:
    def __init__(
        self,
        proxy: Proxy,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        server: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self.frozen_up = self.frozen_down = self.is_mute = False
        self._proxy = proxy
        self._client, self._server = client, server

    def reset(self) -> None:
        for _, writer in (self._client, self._server):
            _reset(writer)

    async def relay(self) -> None:
        """Returns when an end has closed the connection, and the other may learn of it."""
        client, server = self._client, self._server
        up = asyncio.create_task(
            self._pump(client[0], server[1], lambda: self.frozen_up or self.is_mute, lambda: 0),
        )
        down = asyncio.create_task(
            self._pump(server[0], client[1], lambda: self.frozen_down or self.is_mute, lambda: self._proxy.rate),
        )
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            if not down.done() and self.frozen_up:
                await down
        finally:
            for pump in (up, down):
                pump.cancel()
            for _, writer in (self._client, self._server):
                writer.transport.abort()

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        is_frozen: Callable[[], bool],
        rate: Callable[[], int],
    ) -> None:
        loop = asyncio.get_running_loop()
        due = 0.0
        try:
            while data := await reader.read(max(1, rate() // _BEATS) if rate() else _CHUNK):
                if is_frozen():
                    continue
                if rate():
                    await asyncio.sleep(len(data) / rate())
                arrives = loop.time() + self._proxy.delay + random.uniform(-1, 1) * self._proxy.jitter
                if max(due, arrives) <= loop.time():
                    writer.write(data)
                    await writer.drain()
                else:
                    due = max(due + 1e-6, arrives)  # in order
                    loop.call_at(due, self._write, writer, data, is_frozen)
        except OSError:
            return
        await asyncio.sleep(max(0.0, due - loop.time()))

    def _write(self, writer: asyncio.StreamWriter, data: bytes, is_frozen: Callable[[], bool]) -> None:
        if not (is_frozen() or writer.is_closing()):
            writer.write(data)


def _reset(writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    if line.family != socket.AF_UNIX:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _relay(port: int, path: Path) -> None:
    async with Proxy.before(path, "0.0.0.0", port):  # noqa: S104 (in a network of its own)
        print("ready", flush=True)  # noqa: T201 (the one who started it waits for this)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_relay(int(sys.argv[1]), Path(sys.argv[2])))
