"""A server process: started on the servers' core unless told otherwise, its output in a file, ended by its pid."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.machine import pinned
from bench.processes import is_alive, tree
from bench.servers.base import Missing

_PATIENCE = 120.0
_LAST = 30.0


class Daemon:
    def __init__(
        self, argv: list[str], log: Path, environment: Mapping[str, str] | None = None, *, is_pinned: bool = True
    ) -> None:
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                pinned(argv) if is_pinned else argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(os.environ if environment is None else environment),
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until(self, is_ready: Callable[[], bool]) -> None:
        """Raises Missing, with its last output, if it ends or takes too long."""
        deadline = time.monotonic() + _PATIENCE
        while not is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.end()
                raise Missing(f"{self._process.args!r} did not start; {self._log} ends:\n{self.last_words()}")
            time.sleep(0.1)

    def last_words(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process.poll() is None:
            self._process.send_signal(number)
            try:
                self._process.wait(_LAST)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def end_tree(self) -> None:
        """Ends it and its descendants: for a program whose first process is a shell that does not pass on signals."""
        pids = tree(self.pid)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        self.end()
        deadline = time.monotonic() + _LAST
        while any(is_alive(pid) for pid in pids) and time.monotonic() < deadline:
            time.sleep(0.1)
