"""A proxy to the store that resets its connections after a number of uploaded bytes."""

import asyncio
import contextlib


class CuttingProxy:
    """A proxy between clients and `target` on this machine. `cuts` are the numbers of uploaded bytes after which all
    connections are reset."""

    def __init__(self, port: int, target: int) -> None:
        self._port, self._target = port, target
        self._cuts: list[int] = []
        self._lines: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.gone_up = 0
        self.done = 0

    async def __aenter__(self) -> "CuttingProxy":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port, limit=256 * 1024)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut_after(self, *bytes: int) -> None:
        self._cuts, self.gone_up, self.done = sorted(bytes), 0, 0

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._pass(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        try:
            with contextlib.suppress(OSError, ConnectionError):
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target, limit=256 * 1024)
                self._lines.add(far_writer)
                up = asyncio.create_task(self._copy(reader, far_writer, counts=True))
                down = asyncio.create_task(self._copy(far_reader, writer, counts=False))
                try:
                    await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
                    # The rest of the response has not arrived yet.
                    await asyncio.wait({down}, timeout=0.2)
                finally:
                    up.cancel()
                    down.cancel()
                    await asyncio.gather(up, down, return_exceptions=True)
                    self._lines.discard(far_writer)
                    far_writer.close()
        finally:
            self._lines.discard(writer)
            writer.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counts: bool) -> None:
        with contextlib.suppress(OSError, ConnectionError):
            while block := await reader.read(64 * 1024):
                writer.write(block)
                await writer.drain()
                if counts:
                    self._count(len(block))

    def _count(self, size: int) -> None:
        self.gone_up += size
        if self._cuts and self.gone_up >= self._cuts[0]:
            self._cuts.pop(0)
            self.done += 1
            self._reset()

    def _reset(self) -> None:
        for line in list(self._lines):
            line.transport.abort()
