"""Inflicts faults on the worker and its queue. The product has to repair them."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import psycopg
import redis

from bench.processes import is_alive, tree
from tests.faults.waiting import eventually
from tests.machine import Machine

WORKER = "notifications"


async def kill_worker(machine: Machine) -> None:
    """Kills the parent of the worker's processes, which continue until they notice."""
    await _again(machine, machine.kill(WORKER))


async def kill_hands(machine: Machine) -> None:
    """Kills the worker's processes; their parent starts new ones."""
    _kill(tree(machine.children[WORKER])[1:])


async def kill_all(machine: Machine) -> None:
    """Kills all workers at once, so that none is left to put a task back."""
    pid = machine.children[WORKER]
    _kill(tree(pid))
    await _again(machine, pid)


async def empty_broker(machine: Machine) -> None:
    """Deletes the queue, the tasks that were received but not finished, and the queue's own records."""
    await asyncio.to_thread(_flush, machine.redis_url)


def _flush(redis_url: str) -> None:
    parts = urlsplit(redis_url)
    number = int(parse_qs(parts.query)["db"][0]) + 1  # see chatproject/settings/addresses.py
    with redis.Redis(unix_socket_path=parts.path, db=number) as client:
        client.flushdb()


@contextlib.contextmanager
def held_still(machine: Machine) -> Iterator[None]:
    """Stops all work on notifications during the block."""
    pids = tree(machine.children[WORKER])
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


async def kill_in_mid_writing(machine: Machine) -> None:
    """Kills all processes at once while they wait to write their results."""
    async with await psycopg.AsyncConnection.connect(machine.database_url) as line:
        await line.execute("LOCK TABLE notifications_notification IN SHARE MODE")
        async with await psycopg.AsyncConnection.connect(machine.database_url, autocommit=True) as beside:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline and not await _waits(beside):
                await asyncio.sleep(0.02)
        pid = machine.children[WORKER]
        _kill(tree(pid))
    await _again(machine, pid)


async def _waits(line: psycopg.AsyncConnection[tuple[object, ...]]) -> bool:
    found = await line.execute(
        "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'notifications_notification'::regclass"
    )
    return await found.fetchone() is not None


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def _again(machine: Machine, died: int) -> None:
    def is_new() -> bool:
        pid = machine.children.get(WORKER, died)
        return pid != died and is_alive(pid)

    await eventually(is_new, "the worker is not started again")
