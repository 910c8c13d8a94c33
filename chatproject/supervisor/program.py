"""A program to run: starts a process of it, shows its output and waits for its end.

Waits in asyncio, without a thread for each process.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from chatproject.logs.redaction import redact
from chatproject.supervisor.account import Account
from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.parent_death import die_with
from chatproject.supervisor.release import Release
from chatproject.supervisor.rights import give_up_root, give_up_way_back

_LONGEST_LINE = 16_384
_LAST_WORDS = 0.5


class Running(Protocol):
    """A child of this process: a `subprocess.Popen`, or a fork (preloading.py)."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...


_expected: dict[int, tuple[Running, asyncio.Event]] = {}


def watch_exits() -> None:
    """Call it once in the running loop, before the first `expect`."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGCHLD, _look)


def expect(process: Running) -> None:
    """Call it as soon as the process exists: its exit code is then kept for `exit_of`."""
    _expected[process.pid] = process, asyncio.Event()


async def exit_of(process: Running) -> int:
    """Returns the exit code of an expected process, once it has one; negative for a signal."""
    _look()
    if process.pid in _expected:
        await _expected[process.pid][1].wait()
    assert process.returncode is not None
    return process.returncode


def _look() -> None:
    for pid, (process, ended) in list(_expected.items()):
        if process.poll() is not None:
            del _expected[pid]
            ended.set()
    if sys.platform == "linux":
        _bury_strangers()


def _bury_strangers() -> None:
    """Reaps descendants that lost their parent: `adopt_orphans` made them our children."""
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if found is None or found.si_pid in _expected:
            return
        os.waitpid(found.si_pid, os.WNOHANG)


class Forker(Protocol):
    """Forks processes of a program."""

    async def fork(self, program: "Program", output: int) -> Running: ...


@dataclass(frozen=True)
class Program:
    """`stop_signal` asks it to end, `last_signal` forces it. Lines that contain one of `unsaid` are not shown."""

    name: str
    argv: tuple[str | Path, ...]
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    folder: Path | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    last_signal: signal.Signals = signal.SIGKILL
    fds: tuple[int, ...] = ()
    unsaid: tuple[str, ...] = ()
    preload: Forker | None = None

    async def begin(self, output: int) -> Running:
        """Starts one process, which `exit_of` knows: a fork if there is a forker."""
        if self.preload is not None:
            return await self.preload.fork(self, output)
        process = self.start(output)
        expect(process)
        return process

    def start(self, output: int, given: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Starts one process in a session of its own: the supervisor passes on a Ctrl-C of the terminal, in
        the right order.
        """
        return subprocess.Popen(
            self.argv,
            stdin=given,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(self.environment),
            cwd=self.folder,
            pass_fds=self.fds,
            start_new_session=True,
            preexec_fn=self._between_fork_and_exec(),
        )

    def run(self, given: str = "") -> tuple[int, str]:
        """Runs it to its end; returns the exit code and its output."""
        process = self.start(subprocess.PIPE, subprocess.PIPE)
        output, _ = process.communicate(given.encode())
        return process.returncode, output.decode(errors="replace")

    def _between_fork_and_exec(self) -> Callable[[], None]:
        parent, must_walk = os.getpid(), self._must_walk()

        def perform() -> None:
            if self.account is not None and self.account.is_lent:
                give_up_root(self.account.uid, self.account.gid, may_walk=must_walk)
            else:
                give_up_way_back()
            die_with(parent, self.stop_signal)

        return perform

    def _must_walk(self) -> bool:
        needed = [Path(part) for part in (*self.argv[:1], self.folder) if part is not None]
        return self.account is not None and not all(self.account.reaches(path.absolute()) for path in needed)


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
            say(redact(text), self._program.name)


async def manage(*arguments: str, environment: Mapping[str, str], release: Release | None = None) -> None:
    """Runs `manage.py …` to its end, or ends it if the start is cancelled. Raises Refusal if it fails."""
    release = release or Release()
    argv: tuple[str | Path, ...] = (release.python, release.folder / "manage.py", *arguments)
    process, reader = await show(Program(arguments[0], argv, environment, folder=release.folder))
    try:
        code = await exit_of(process)
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)
        await reader.close()
    if code != 0:
        raise Refusal(f"`manage.py {' '.join(arguments)}` failed; see its lines above.")
