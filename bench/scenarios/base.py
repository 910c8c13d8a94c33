"""Shared parts of scenarios: options, connecting everyone, and a run of sends."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bench.ledger import Ledger
from bench.meter import Meter
from bench.outcome import Outcome, messages_outcome
from bench.profiling import Profiler
from bench.progress import progress
from bench.servers.base import Client, Rooms, Server
from bench.verdict import judge

Loop = Callable[[Ledger, Sequence[Client], Sequence[str], float], Awaitable[None]]


@dataclass(frozen=True)
class Options:
    """`seconds` of the measured part; the others are sizes that the command line may change."""

    seconds: float
    warm_up: float
    connections: int
    churn: int
    history: int
    fetches: int
    profiler: Profiler


def groups_of(size: int, users: int, name: str) -> dict[str, Sequence[int]]:
    return {f"{name}{start // size}": range(start, start + size) for start in range(0, users, size)}


async def connect_all(server: Server, ledger: Ledger, users: Sequence[int]) -> list[Client]:
    """Returns the connections of these people, in their order."""
    rooms: dict[int, list[str]] = {}
    for room, members in ledger.rooms.items():
        for user in members:
            rooms.setdefault(user, []).append(room)
    turn = asyncio.Semaphore(server.at_once)

    async def one(user: int) -> Client:
        async with turn:
            return await server.connect(user, rooms.get(user, []), ledger)

    return list(await asyncio.gather(*(one(user) for user in users)))


async def close_all(ledger: Ledger, clients: Sequence[Client]) -> None:
    ledger.is_closing = True
    for client in clients:
        await client.close()
    await asyncio.sleep(0.3)


async def sending(name: str, server: Server, rooms: Rooms, loop: Loop, options: Options) -> Outcome:
    """Connects everyone; runs the loop once to warm up and once measured, to the last delivery."""
    users = sum(len(members) for members in rooms.values())
    room_of = [room for room, members in rooms.items() for _ in members]
    await server.prepare(users, rooms)
    ledger = Ledger(rooms)
    clients = await connect_all(server, ledger, range(users))
    await asyncio.sleep(1)
    title = f"{name}, {server.name}"
    async with progress(title, lambda: f"{ledger.acked:,} sends, {ledger.delivered:,} deliveries"):
        await loop(ledger, clients, room_of, options.warm_up)
        ledger.give_up_what_is_missing()
        first = ledger.first
        gc.collect()
        gc.freeze()
        gc.disable()  # its pauses would count as the server's
        try:
            with options.profiler.watching(server, name):
                meter = Meter(server)
                await loop(ledger, clients, room_of, options.seconds)
                used = meter.read()
        finally:
            gc.enable()
            gc.unfreeze()
    await close_all(ledger, clients)
    return messages_outcome(name, server.name, used, judge(ledger, first), ledger.first - first)
