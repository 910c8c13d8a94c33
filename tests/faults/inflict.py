"""Inflicts faults on a running machine. Its supervisor has to repair them."""

import os
import signal
from asyncio import sleep, to_thread
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

import psutil
import redis.asyncio as redis

from tests.faults.waiting import eventually
from tests.machine import Machine

Inflict = Callable[[Machine, Random], Awaitable[None]]


async def kill_web(machine: Machine, chance: Random) -> None:
    await _kill_child(machine, chance.choice(["web.1", "web.2"]))


async def kill_valkey(machine: Machine, chance: Random) -> None:
    """Valkey restarts empty, because it stores nothing on disk."""
    await _kill_child(machine, "valkey")


async def freeze_valkey(machine: Machine, chance: Random, seconds: float) -> None:
    """Valkey stays connected but does not respond."""
    pid = machine.children["valkey"]
    os.kill(pid, signal.SIGSTOP)
    try:
        await sleep(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)


async def empty_valkey(machine: Machine, chance: Random, seconds: float) -> None:
    """Valkey forgets everything, and then again and again, because it has hardly any memory."""
    async with redis.Redis.from_url(machine.redis_url) as client:
        await client.flushall()
        await client.config_set("maxmemory-policy", "allkeys-random")
        await client.config_set("maxmemory", "1")
        try:
            await sleep(seconds)
        finally:
            await client.config_set("maxmemory", "0")
            await client.config_set("maxmemory-policy", "noeviction")


async def freeze_postgres(machine: Machine, chance: Random, seconds: float) -> None:
    """PostgreSQL stays connected but does not respond."""
    family = _family_of(machine.children["postgres"])
    for each in family:
        each.suspend()
    try:
        await sleep(seconds)
    finally:
        for each in family:
            each.resume()


async def kill_worker(machine: Machine, chance: Random) -> None:
    """Kills a worker with its processes, in whatever they are doing."""
    name = chance.choice(["worker", "media", "notifications"])
    pid = machine.children[name]
    for each in _family_of(pid):
        each.kill()
    await _again(machine, name, pid)


async def restart_postgres(machine: Machine, chance: Random) -> None:
    """A fast shutdown, which cuts every connection."""
    pid = machine.children["postgres"]
    os.kill(pid, signal.SIGINT)
    await _again(machine, "postgres", pid)


async def kill_postgres(machine: Machine, chance: Random) -> None:
    """Kills it at a random moment."""
    await sleep(chance.uniform(0, 0.3))
    await crash_postgres(machine)


async def crash_postgres(machine: Machine) -> None:
    """Kills the postmaster and all its processes at once. Data that was only in memory is lost."""
    pid = machine.children["postgres"]
    backends = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for each in (pid, *map(int, backends)):
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:  # a backend that ended by itself
            continue
    await _again(machine, "postgres", pid)


def _family_of(pid: int) -> list[psutil.Process]:
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


async def _kill_child(machine: Machine, name: str) -> None:
    await _again(machine, name, machine.kill(name))


async def _again(machine: Machine, name: str, died: int) -> None:
    def is_new() -> bool:
        return machine.children.get(name, died) != died

    await eventually(is_new, f"{name} is not started again")
    await eventually(lambda: to_thread(machine.is_ready), "the machine is not ready again")
