"""Waiting for a process to end, in asyncio, without a thread for each."""

import asyncio
import signal
import subprocess

_waiting: dict[int, tuple[subprocess.Popen[bytes], asyncio.Future[int]]] = {}


def watch_exits() -> None:
    """Call once in the running loop, before the first `exit_of`."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGCHLD, _look)


async def exit_of(process: subprocess.Popen[bytes]) -> int:
    """The exit code of `process`, once it has one; negative for a signal."""
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    _waiting[process.pid] = process, future
    _look()
    return await future


def _look() -> None:
    for pid, (process, future) in list(_waiting.items()):
        if process.poll() is not None:
            del _waiting[pid]
            if not future.done():
                future.set_result(process.returncode)
