"""Two kinds of load: as fast as responses arrive, and at a given rate."""

import asyncio
from collections.abc import Sequence

from bench.ledger import Ledger, now
from bench.servers.base import Client

_PATIENCE = 30.0
_STALL = 5.0


async def send(ledger: Ledger, client: Client, user: int, room: str) -> None:
    number, text = ledger.sending(user, room)
    try:
        await client.send(room, text, number)
    except (RuntimeError, OSError) as error:
        ledger.failed(str(error))
    else:
        ledger.acknowledged(number)


async def everybody(ledger: Ledger, clients: Sequence[Client], rooms: Sequence[str], seconds: float) -> None:
    """Closed loop: each person has one message on its way and sends the next when it is acknowledged."""
    end = now() + seconds

    async def one(user: int) -> None:
        while now() < end:
            await send(ledger, clients[user], user, rooms[user])

    await _finish(ledger, {asyncio.create_task(one(user)) for user in range(len(clients))}, seconds)


async def in_turn(ledger: Ledger, clients: Sequence[Client], rooms: Sequence[str], seconds: float) -> None:
    """Closed loop with one message on its way in all; the next person sends after the acknowledgement."""
    end = now() + seconds

    async def all_of_them() -> None:
        user = 0
        while now() < end:
            await send(ledger, clients[user], user, rooms[user])
            user = (user + 1) % len(clients)

    await _finish(ledger, {asyncio.create_task(all_of_them())}, seconds)


async def at_rate(ledger: Ledger, clients: Sequence[Client], rooms: Sequence[str], seconds: float, rate: float) -> None:
    """Open loop: a fixed number of sends a second, however fast the server is."""
    began, tasks = now(), set()
    for index in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, began + index / rate - now()))
        user = index * 7 % len(clients)
        tasks.add(asyncio.create_task(send(ledger, clients[user], user, rooms[user])))
    await _finish(ledger, tasks, 0)


async def _finish(ledger: Ledger, tasks: set["asyncio.Task[None]"], seconds: float) -> None:
    """Waits for the responses, then until everything due has arrived or nothing more arrives."""
    _, unanswered = await asyncio.wait(tasks, timeout=seconds + _PATIENCE)
    for task in unanswered:
        task.cancel()
        ledger.failed("no answer")
    seen, moved = ledger.delivered, now()
    while ledger.delivered < ledger.expected and now() - moved < _STALL:
        await asyncio.sleep(0.005)
        if ledger.delivered != seen:
            seen, moved = ledger.delivered, now()
