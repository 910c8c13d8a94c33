"""A mixed load: people send, read new messages, look up old ones, and open their list."""

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
from bench.verdict import judge

_PEOPLE = 200
#: The actions of each person in turn: mostly reading, as in real use.
_DAY = ("send", "read", "history", "read", "typing", "send", "read", "list", "read", "sync")


async def mixed(target: Server, options: Options) -> Outcome:
    """200 people in 40 groups of 5, each acting as soon as the previous response arrives."""
    server = ours(target)
    rooms = groups_of(5, _PEOPLE, "mixed")
    heads = dict.fromkeys(rooms, (0, 0))
    await server.prepare(_PEOPLE, rooms)
    ledger = Ledger(rooms)
    clients = our_clients(await connect_all(server, ledger, range(_PEOPLE)))
    times: dict[str, list[float]] = {act: [] for act in _DAY}

    async def live(user: int, client: ParlanceClient, seconds: float) -> None:
        room, end, turn = f"mixed{user // 5}", now() + seconds, user
        while now() < end:
            act = _DAY[turn % len(_DAY)]
            began = now()
            if act == "send":
                await send(ledger, client, user, room)
                heads[room] = max(heads[room], (client.last_sent["seq"], client.last_sent["rev"]))
            else:
                await _act(client, act, room, server.people.conversation(room), heads[room])
            times[act].append(now() - began)
            turn += 1

    async def all_live(seconds: float) -> None:
        await asyncio.gather(*(live(user, client, seconds) for user, client in enumerate(clients)))

    def count() -> int:
        return sum(map(len, times.values()))

    async with progress("mixed", lambda: f"{count():,} acts"):
        await all_live(options.warm_up)
        await asyncio.sleep(1)
        first = ledger.first
        for taken in times.values():
            taken.clear()
        with options.profiler.watching(server, "mixed"):
            meter = Meter(server)
            await all_live(options.seconds)
            used = meter.read()
        await asyncio.sleep(2)
    await close_all(ledger, clients)
    verdict = judge(ledger, first)
    acts = count()
    return Outcome(
        "mixed",
        server.name,
        {"cpu_s_per_1000_acts": used.cpu / acts * 1000, "acts_per_s": acts / used.wall},
        verdict.counts,
        {
            "acts_ms": {act: percentiles_ms(sorted(taken)) for act, taken in times.items()},
            "delivery_ms": percentiles_ms(verdict.delivery),
            **consumption_details(used),
        },
    )


async def _act(client: ParlanceClient, act: str, room: str, conversation: str, head: tuple[int, int]) -> None:
    seq, rev = head
    match act:
        case "read":
            await client.ask("receipt.advance", conversation=conversation, delivered_seq=seq, read_seq=seq)
        case "typing":
            await client.ask("typing.start", conversation=conversation)
        case "history":
            await client.history(room, 50)
        case "list":
            await client.call("GET", "conversations")
        case "sync":
            await client.ask("sync", revs={conversation: rev})
