"""A program to run, and how to start one process of it."""

import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from chatproject.supervisor.account import Account
from chatproject.supervisor.preexec import preexec
from chatproject.supervisor.reaper import Running, expect


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
            preexec_fn=preexec(self.account, self.stop_signal, self._must_walk()),
        )

    def run(self, given: str = "") -> tuple[int, str]:
        """Runs it to its end; returns the exit code and its output."""
        process = self.start(subprocess.PIPE, subprocess.PIPE)
        output, _ = process.communicate(given.encode())
        return process.returncode, output.decode(errors="replace")

    def _must_walk(self) -> bool:
        needed = [Path(part) for part in (*self.argv[:1], self.folder) if part is not None]
        return self.account is not None and not all(self.account.reaches(path.absolute()) for path in needed)
