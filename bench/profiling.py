"""A py-spy profile of a web process while a scenario is measured."""

import contextlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.machine import GENERATOR_CORE
from bench.progress import say
from bench.servers.base import Server


class Profiler:
    """Writes into `folder` (one flame graph and one list of stacks a scenario), or nothing without one."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def watching(self, server: Server, scenario: str) -> Iterator[None]:
        pids = server.web_pids() if self._folder and server.is_python else []
        if self._folder is None or not pids:
            yield
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / f"{scenario}.svg"
        recording = subprocess.Popen(
            [
                *("taskset", "-c", str(GENERATOR_CORE), _py_spy(), "record", "--pid", str(pids[0])),
                *("--rate", "200", "--nonblocking", "--format", "flamegraph", "--output", str(target)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            recording.send_signal(signal.SIGINT)
            recording.wait(60)
            say(
                f"    profile: {target}"
                if target.exists()
                else "    py-spy recorded nothing (it needs ptrace: be root)"
            )


def _py_spy() -> str:
    found = shutil.which("py-spy", path=str(Path(sys.executable).parent)) or shutil.which("py-spy")
    if found is None:
        raise SystemExit("--profile needs py-spy: pip install -r requirements-bench.txt")
    return found
