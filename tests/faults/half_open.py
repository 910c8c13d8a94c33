"""F10: half-open connections. A proxy stops relaying, and neither end receives a FIN."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.faults.group import eventually, new_group
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: Seconds within which the server closes the connection of a dead peer.
BOUND = 45.0


class Proxy:
    """Relays TCP to a port. `frozen` connections drop everything from then on; new ones are relayed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._frozen: set[asyncio.Task[None]] = set()

    @classmethod
    @asynccontextmanager
    async def before(cls, port: int) -> AsyncIterator["Proxy"]:
        proxy = cls(port)
        proxy._server = await asyncio.start_server(proxy._relay, "127.0.0.1", 0)
        yield proxy
        proxy._server.close()
        for each in (*proxy._open, *proxy._frozen):
            each.cancel()
        await asyncio.gather(*proxy._open, *proxy._frozen, return_exceptions=True)

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    @property
    def frozen(self) -> int:
        """Returns how many of the frozen connections the server still holds open."""
        return len(self._frozen)

    def freeze(self) -> int:
        """Freezes the open connections. Returns their number."""
        self._frozen |= self._open
        self._open.clear()
        return len(self._frozen)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._port)
        down = asyncio.create_task(self._pump(server_reader, writer))
        self._open.add(down)
        up = asyncio.create_task(self._pump(reader, server_writer, down))
        try:
            await down
        except asyncio.CancelledError:
            pass
        finally:
            self._open.discard(down)
            self._frozen.discard(down)
            up.cancel()
            for each in (writer, server_writer):
                each.transport.abort()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, down: asyncio.Task[None] | None = None
    ) -> None:
        me = down or asyncio.current_task()
        try:
            while data := await reader.read(65536):
                if me not in self._frozen:
                    writer.write(data)
                    await writer.drain()
        except OSError:
            pass
        if down is not None and down not in self._frozen:
            down.cancel()  # the client disconnected, which a frozen connection does not pass on


async def half_open(machine: Machine) -> Verdict:
    async with Proxy.before(machine.port) as proxy, new_group(machine.url, proxy.url) as people:
        async with people.talking():
            await eventually(lambda: all(device.connections for device in people.devices), "not all are in")
            proxy.freeze()
            await asyncio.sleep(2)
        clock = asyncio.get_running_loop().time
        began = clock()
        await eventually(lambda: not proxy.frozen, "a dead peer is never given up", within=2 * BOUND)
        took = clock() - began
        verdict = await people.verdict()
    verdict.resource += took > BOUND
    return verdict
