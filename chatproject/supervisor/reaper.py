"""Waits for processes to end, in asyncio, without a thread for each."""

import asyncio
import os
import signal
import sys
from typing import Protocol


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
    """Reaps descendants that lost their parent: they become our children (preexec.adopt_orphans), and no other process
    waits for them.
    """
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if found is None or found.si_pid in _expected:
            return
        os.waitpid(found.si_pid, os.WNOHANG)
