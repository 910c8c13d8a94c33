"""Faults of processes, services and disks. Each lasts for its block."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psycopg
import redis.asyncio as redis

from tests.alerts.stage import Stage
from tests.faults.elsewhere import filled


@asynccontextmanager
async def during(act: Callable[[], object]) -> AsyncIterator[None]:
    """Repeats an act, in a thread or as a coroutine, during the block."""

    async def again() -> None:
        while True:
            if asyncio.iscoroutinefunction(act):
                await act()
            else:
                await asyncio.to_thread(act)

    acting = asyncio.create_task(again())
    try:
        yield
    finally:
        acting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await acting


@asynccontextmanager
async def nothing(_: Stage) -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def killed_web(stage: Stage) -> AsyncIterator[None]:
    async def kill() -> None:
        with contextlib.suppress(ProcessLookupError, KeyError):  # it is just being started
            stage.machine.kill("web.1")
        await asyncio.sleep(5)

    async with during(kill):
        yield


@asynccontextmanager
async def no_worker(stage: Stage) -> AsyncIterator[None]:
    with stage.without("worker"):
        yield


@asynccontextmanager
async def no_valkey(stage: Stage) -> AsyncIterator[None]:
    with stage.without("valkey"):
        yield


@asynccontextmanager
async def no_postgres(stage: Stage) -> AsyncIterator[None]:
    with stage.without("postgres"):
        yield


@asynccontextmanager
async def stopped(stage: Stage) -> AsyncIterator[None]:
    await asyncio.to_thread(stage.machine.stop)
    yield
    await asyncio.to_thread(stage.machine.start)


@asynccontextmanager
async def low_disk(stage: Stage) -> AsyncIterator[None]:
    """Leaves 7 % of the disk free, which is more than the server needs to write."""
    disk = stage.machine.data_dir
    usage, filling = shutil.disk_usage(disk), disk / "filling"
    with filling.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, usage.free - usage.total * 7 // 100)
    yield
    filling.unlink()


@asynccontextmanager
async def full_disk(stage: Stage) -> AsyncIterator[None]:
    async with filled(stage.machine.data_dir):
        yield


@asynccontextmanager
async def slow_sends(stage: Stage) -> AsyncIterator[None]:
    async with during(lambda: _lock(stage, "messaging_message", "EXCLUSIVE", 3.5)):
        yield


def _lock(stage: Stage, table: str, mode: str, seconds: float) -> None:
    with stage.database() as line, line.transaction():
        line.execute(f"LOCK TABLE {table} IN {mode} MODE")
        line.execute("SELECT pg_sleep(%s)", [seconds])


@asynccontextmanager
async def failing_requests(stage: Stage) -> AsyncIterator[None]:
    """A table that one request reads is missing."""
    stage.reads.append("me/export")
    with stage.database() as line:
        line.execute("ALTER TABLE chatproject_export RENAME TO away")
    yield
    with stage.database() as line:
        line.execute("ALTER TABLE away RENAME TO chatproject_export")
    stage.reads.remove("me/export")


@asynccontextmanager
async def slow_valkey(stage: Stage) -> AsyncIterator[None]:
    async with redis.Redis.from_url(stage.machine.redis_url) as client:

        async def pause() -> None:
            await client.client_pause(1500, all=False)
            await asyncio.sleep(1.7)

        async with during(pause):
            yield


@asynccontextmanager
async def many_connections(stage: Stage) -> AsyncIterator[None]:
    lines: list[psycopg.Connection] = []
    with stage.database() as line:
        used, most = line.execute(
            "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity"
            " WHERE backend_type = 'client backend'"
        ).fetchone() or (0, 0)
    for _ in range(most * 93 // 100 - used):
        lines.append(await asyncio.to_thread(psycopg.connect, stage.machine.database_url))
    yield
    for each in lines:
        each.close()
