"""The end of the children of a supervisor that died, in whatever way.

On Linux they receive a signal (`die_with`). Those that handle it end by force if that takes long, with all that they
started (`die_with_parent`). The next start ends what is left even so: the children are in a file, by pid and start
time, and servers have pid files.
"""

import asyncio
import atexit
import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatproject.supervisor.folders import opened_below
from chatproject.supervisor.output import say
from chatproject.supervisor.state import read_json, write_privately

IS_LINUX = sys.platform == "linux"
LIBC = ctypes.CDLL(None, use_errno=True)
if IS_LINUX:
    LIBC.prctl.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)

SET_DEATH_SIGNAL = 1
_SET_CHILD_SUBREAPER = 36
_PATIENCE = 6.0
_AGAIN = 1.0
#: Characters of a pid file that are read.
_LONGEST = 200


def die_with(parent: int, death_signal: int) -> None:
    """On Linux this process receives `death_signal` when its parent dies. Ends it if that has already happened."""
    if IS_LINUX:
        LIBC.prctl(SET_DEATH_SIGNAL, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def die_with_parent() -> None:
    """Ends this process, and its group, when its parent dies: as SIGTERM does, and by force if that takes long."""
    parent = os.getppid()
    atexit.register(_end_group, parent)
    threading.Thread(target=_watch, args=(parent,), daemon=True, name="parent").start()


def _watch(parent: int) -> None:
    _await_end(parent)
    while os.getppid() == parent:
        time.sleep(1)
    if not IS_LINUX:
        os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    _end_group(parent)


def _await_end(pid: int) -> None:
    """Returns when the process ends, without waking up before; at once where the system does not tell that."""
    try:
        number = os.pidfd_open(pid)
    except (AttributeError, OSError):
        return
    try:
        ended = select.poll()
        ended.register(number, select.POLLIN)
        ended.poll()
    finally:
        os.close(number)


def _end_group(parent: int) -> None:
    if os.getppid() != parent and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)


def adopt_orphans() -> bool:
    """Makes this process the parent of descendants that lose theirs. Returns False if the system cannot do that."""
    return IS_LINUX and bool(LIBC.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


@dataclass(frozen=True)
class Process:
    """A process that cannot be confused with a later one of the same pid."""

    pid: int
    started: str
    stop_signal: int

    @classmethod
    def seen(cls, pid: int, stop_signal: int) -> "Process":
        return cls(pid, start_of(pid) or "", stop_signal)

    @property
    def is_alive(self) -> bool:
        return bool(self.started) and start_of(self.pid) == self.started


class ChildRegistry:
    """DATA_DIR/children.json: the running processes, for the next start to clean up."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "children.json"
        self._processes: list[tuple[str, Process]] = []
        self._later: asyncio.TimerHandle | None = None

    def add(self, name: str, process: Process) -> None:
        self._processes.append((name, process))
        self._write()

    def remove(self, pid: int) -> None:
        self._processes = [(name, process) for name, process in self._processes if process.pid != pid]
        self._write()

    def end_leftovers(self) -> None:
        """Ends the processes that an earlier supervisor of this folder left running.

        Call it while holding the folder.
        """
        left = {name: Process(**noted) for name, noted in read_json(self._path).items()}
        alive = {name: process for name, process in left.items() if process.is_alive}
        if not alive:
            return
        say(f"The last start was killed; ending what it left running: {', '.join(sorted(alive))}")
        end(list(alive.values()))

    def _write(self) -> None:
        """The children run without this file: if the disk is full, it is written once there is room again."""
        if self._later is not None:
            self._later.cancel()
        try:
            write_privately(self._path, json.dumps(self._by_name()))
        except OSError as error:
            if self._later is None:
                say(f"{self._path} cannot be written ({error.strerror}); trying again until it can")
            self._later = asyncio.get_running_loop().call_later(_AGAIN, self._write)
        else:
            self._later = None

    def _by_name(self) -> dict[str, dict[str, Any]]:
        """While one release replaces another, two processes have the same name: the later one gets a plus sign."""
        found: dict[str, dict[str, Any]] = {}
        for name, process in self._processes:
            while name in found:
                name += "+"
            found[name] = asdict(process)
        return found


def end(processes: list[Process]) -> None:
    """Asks the processes to stop, waits, and kills those that did not."""
    for process in processes:
        _send(process, process.stop_signal)
    deadline = time.monotonic() + _PATIENCE
    while any(process.is_alive for process in processes) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in processes:
        _send(process, signal.SIGKILL)


def end_server(pid_file: Path, stop_signal: int) -> None:
    """Ends a server that still runs in the folder of its pid file, as `end_server_in` does."""
    with contextlib.suppress(FileNotFoundError), opened_below(None, pid_file.parent.resolve()) as folder:
        end_server_in(folder, pid_file.name, stop_signal)


def end_server_in(folder: int, pid_file: str, stop_signal: int) -> None:
    """Ends a server that still runs in `folder` but is in no registry, and removes the pid file that it leaves.

    Call it while holding DATA_DIR and before starting a server there: two would ruin the files. After a reboot the
    number in a stale pid file may belong to any process, so only one whose working folder is `folder` counts.
    """
    try:
        with os.fdopen(os.open(pid_file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)) as file:
            pid = int(file.read(_LONGEST).split()[0])
    except (OSError, ValueError, IndexError):
        return
    if _works_in(pid, folder):
        end([Process.seen(pid, stop_signal)])
    with contextlib.suppress(FileNotFoundError):
        os.unlink(pid_file, dir_fd=folder)


def start_of(pid: int) -> str | None:
    """Returns when `pid` started, as text that identifies it together with the pid on this machine;

    None if it is gone.
    """
    try:
        # The name in brackets may contain spaces, so count from behind it: state is field 3, starttime field 22.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return None if fields[0] in "ZX" else f"{_boot()}/{fields[19]}"
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return None
    except ProcessLookupError:
        return None
    listed = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip() or None


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _works_in(pid: int, folder: int) -> bool:
    try:
        return os.path.samestat(Path(f"/proc/{pid}/cwd").stat(), os.fstat(folder))
    except OSError:
        return False


def _send(process: Process, signal_number: int) -> None:
    if process.is_alive:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal_number)
