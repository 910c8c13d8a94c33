"""A clock of processes that differs from the machine's, by libfaketime."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from chatproject.supervisor.plan import PROJECT
from tests.faults.missing import Missing

_SHARED = Path("/dev/shm")  # noqa: S108 (where libfaketime has it)
_PATIENCE = 20.0


class Clock:
    """The clock of processes that run with `environment`: as many seconds ahead of the machine's as `set` says.

    Only the time of day is wrong. Waits and deadlines go by the monotonic clock, as after a step of the real one.
    """

    def __init__(self, library: str, folder: Path) -> None:
        self._file = folder / "clock"
        self.set(0)
        self.environment = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # How long a thread of Python waits before it asks another to let it run. libfaketime would subtract its
            # own difference from that: threads would not wait at all, and use up the processor.
            "FAKETIME_WAIT_MS": "5",
            "NO_FAKE_STAT": "1",
        }

    def set(self, seconds: int) -> None:
        self._file.write_text(f"{seconds:+d}\n")


@contextmanager
def new_clock() -> Iterator[Clock]:
    found = subprocess.run([PROJECT / "scripts" / "faketime"], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        raise Missing(found.stderr.strip().splitlines()[-1])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parlance-clock-")))
        folder.chmod(0o755)  # PostgreSQL may run as another account
        clock = Clock(found.stdout.strip(), folder)
        clock.environment["FAKETIME_SHARED"] = stack.enter_context(_shared(clock.environment))
        yield clock


@contextmanager
def _shared(environment: dict[str, str]) -> Iterator[str]:
    """Yields the memory that these processes share. Made by the first of them, it is closed to other accounts."""
    with subprocess.Popen(["sleep", "infinity"], env=environment | {"PATH": "/usr/bin:/bin"}) as holder:
        names = f"faketime_sem_{holder.pid}", f"faketime_shm_{holder.pid}"
        files = [_SHARED / f"sem.{names[0]}", _SHARED / names[1]]
        try:
            deadline = time.monotonic() + _PATIENCE
            while not all(file.exists() for file in files):
                if time.monotonic() > deadline:
                    raise Missing("libfaketime shares nothing with other processes here")
                time.sleep(0.05)
            for file in files:
                file.chmod(0o666)
            yield " ".join(f"/{name}" for name in names)
        finally:
            holder.kill()
            for file in files:
                file.unlink(missing_ok=True)
