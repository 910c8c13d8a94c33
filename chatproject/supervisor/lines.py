"""The output of a child, shown line by line after its name."""

import asyncio
import contextlib
import os

from chatproject.supervisor.output import say
from chatproject.supervisor.program import Program
from chatproject.supervisor.reaper import Running

_LONGEST_LINE = 16_384
_LAST_WORDS = 0.5


async def show(program: Program) -> tuple[Running, "LineReader"]:
    """Starts a process of `program` and shows its output until `LineReader.close`."""
    reading, writing = os.pipe()
    reader = LineReader(program)
    try:
        await asyncio.get_running_loop().connect_read_pipe(lambda: reader, os.fdopen(reading, "rb"))
        # Last: nothing may come between a process and its supervisor.
        return await program.begin(writing), reader
    finally:
        os.close(writing)


class LineReader(asyncio.Protocol):
    """Prints whole lines; a line without an end is cut after 16 KiB."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._rest = b""
        self._transport: asyncio.BaseTransport | None = None
        self._silent = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST_LINE:
            lines, self._rest = [*lines, self._rest], b""
        for line in lines:
            self._say(line)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._rest:
            self._say(self._rest)
        self._silent.set()

    async def close(self) -> None:
        """Waits a moment for the last output. A surviving grandchild may keep it from ending."""
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._silent.wait(), _LAST_WORDS)
        finally:
            if self._transport is not None:
                self._transport.close()

    def _say(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        if text and not any(part in text for part in self._program.unsaid):
            say(text, self._program.name)
