"""Web processes and workers as forks of one process that has imported the product (chatproject/preload.py).

They share its memory and start at once. Each is a child of the supervisor, as if that had started it: Linux gives us
processes that lost their parent. Forks survive the death of the preload.
"""

import asyncio
import json
import os
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from chatproject.supervisor.output import say
from chatproject.supervisor.program import Program, Running, expect
from chatproject.supervisor.release import Release

NAME = "preload"
LOADED = "loaded"
_PATIENCE = 10.0


@dataclass
class Forked:
    """A child that another process forked for us."""

    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        """Returns its exit code, once it has ended."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode


class Preload:
    """`program` and `hang_up` are for the `Child` that keeps the process running, `fork` is for callers
    that need forks.
    """

    def __init__(self, environment: Mapping[str, str], release: Release) -> None:
        self._environment = environment
        self._release = release
        self._ends: tuple[socket.socket, ...] = ()
        self._is_loaded = asyncio.Event()
        self._turn = asyncio.Lock()
        self._asked: tuple[str, asyncio.Future[Forked]] | None = None

    def program(self) -> Program:
        """Returns the preload, at the other end of a new line."""
        self.hang_up()
        self._ends = ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        asyncio.get_running_loop().add_reader(ours, self._hear)
        argv = (self._release.python, "-m", "chatproject.preload", str(theirs.fileno()))
        return Program(NAME, argv, self._environment, folder=self._release.folder, fds=(theirs.fileno(),))

    def hang_up(self) -> None:
        """Handles the end of the process. A fork that has not sent its pid yet ends: no process reads it."""
        self._is_loaded.clear()
        if self._ends:
            asyncio.get_running_loop().remove_reader(self._ends[0])
            self._ends[0].shutdown(socket.SHUT_RD)
            self._hear()
            for end in self._ends:
                end.close()
            self._ends = ()
        if self._asked is not None and not self._asked[1].done():
            self._asked[1].set_exception(ConnectionResetError())

    async def fork(self, program: Program, output: int) -> Running:
        """Returns a process of `program`. Waits until the preload is ready."""
        async with self._turn:
            while True:
                await self._is_loaded.wait()
                try:
                    return await self._ask(program, output)
                except (TimeoutError, ConnectionError):
                    say("has not forked; asking again", NAME)

    async def _ask(self, program: Program, output: int) -> Forked:
        order = {"name": program.name, "argv": [str(word) for word in program.argv], "fds": [1, *program.fds]}
        answer: asyncio.Future[Forked] = asyncio.get_running_loop().create_future()
        self._asked = program.name, answer
        try:
            socket.send_fds(self._ends[0], [json.dumps(order).encode()], [output, *program.fds])
            async with asyncio.timeout(_PATIENCE):
                return await answer
        except (TimeoutError, asyncio.CancelledError):
            if answer.done() and not answer.cancelled() and answer.exception() is None:
                os.kill(answer.result().pid, signal.SIGKILL)
            raise

    def _hear(self) -> None:
        while message := self._receive():
            if message == [LOADED]:
                self._is_loaded.set()
            else:
                self._take(*message)

    def _receive(self) -> list[str]:
        try:
            return self._ends[0].recv(64).decode().split()
        except BlockingIOError:
            return []

    def _take(self, name: str, pid: str) -> None:
        process = Forked(int(pid))
        expect(process)
        if self._asked is not None and self._asked[0] == name and not self._asked[1].done():
            self._asked[1].set_result(process)
        else:
            os.kill(process.pid, signal.SIGKILL)  # the caller that requested it has given up
