"""All connections are cut at once, and all clients reconnect at once."""

import asyncio

from bench.ledger import Ledger, now
from bench.loops import send
from bench.meter import Meter
from bench.outcome import Outcome, consumption_details
from bench.progress import progress
from bench.scenarios.base import Options, close_all, connect_all, groups_of
from bench.servers.base import Server
from bench.servers.parlance import our_clients, ours
from bench.servers.parlance_client import ParlanceClient
from bench.statistics import percentiles_ms

_TRIES = 20


async def storm(target: Server, options: Options) -> Outcome:
    """1,000 connections are cut; in the meantime each group gets a message; all reconnect without waiting, and sync.

    Timed from the first attempt to the last sync response. This is the worst case: real clients first wait a random
    time.
    """
    server, count = ours(target), options.connections
    rooms = groups_of(5, count, "storm")
    await server.prepare(count, rooms)
    ledger = Ledger(rooms)
    clients = our_clients(await connect_all(server, ledger, range(count)))
    room_of = [room for room, members in rooms.items() for _ in members]
    held = await asyncio.gather(*(_held(client) for client in clients))
    for user in range(0, count, 5):
        await send(ledger, clients[user], user, room_of[user])
    await close_all(ledger, clients)

    waits: list[float] = []
    refused = missed = 0
    again: list[ParlanceClient] = []
    ledger = Ledger(rooms)

    async def come_back(user: int) -> None:
        nonlocal refused, missed
        began = now()
        for attempt in range(_TRIES):
            try:
                client = await server.connect(user, [room_of[user]], ledger)
                break
            except (OSError, TimeoutError, RuntimeError):
                refused += 1
                await asyncio.sleep(min(0.1 * 2**attempt, 5.0))
        else:
            raise RuntimeError(f"person {user} could not come back in {_TRIES} tries")
        again.append(client)
        answer = await client.ask("sync", revs=held[user])
        waits.append(now() - began)
        conversation = server.people.conversation(room_of[user])
        missed += len(answer["changes"].get(conversation, {}).get("messages", ())) != 1

    async with progress("storm", lambda: f"{len(waits):,} of {count:,} are back"):
        with options.profiler.watching(server, "storm"):
            meter = Meter(server)
            await asyncio.gather(*(come_back(user) for user in range(count)))
            used = meter.read()
    await close_all(ledger, again)
    waits.sort()
    return Outcome(
        "storm",
        server.name,
        {"synced_s": used.wall, "cpu_ms_per_connection": used.cpu / count * 1000},
        {"missed": missed, "cut": ledger.cut},
        {
            "synced_ms": percentiles_ms(waits),
            "refused_tries": refused,
            "connections": count,
            **consumption_details(used),
        },
    )


async def _held(client: ParlanceClient) -> dict[str, int]:
    """Returns the revs of a client that has just fetched everything."""
    answer = await client.ask("sync", revs={})
    return {conversation["id"]: conversation["rev"] for conversation in answer["conversations"]}
