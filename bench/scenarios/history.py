"""Reading: the latest 50 of a long conversation."""

import asyncio

from bench.ledger import Ledger, now
from bench.loops import send
from bench.meter import Meter
from bench.outcome import Outcome, consumption_details
from bench.progress import progress
from bench.scenarios.base import Options, close_all, connect_all
from bench.servers.base import Server
from bench.statistics import percentiles_ms

_PAGE = 50
_SPEAKERS = 5
_AT_ONCE = 50


async def history(server: Server, options: Options) -> Outcome:
    """One client fetches the latest 50 of a conversation of 10,000, one fetch at a time."""
    rooms = {"long": range(_SPEAKERS)}
    await server.prepare(_SPEAKERS, rooms)
    ledger = Ledger(rooms)
    clients = await connect_all(server, ledger, range(_SPEAKERS))

    async def fill(hand: int, count: int) -> None:
        for _ in range(count):
            await send(ledger, clients[hand % _SPEAKERS], hand % _SPEAKERS, "long")

    async with progress(f"history, {server.name}", lambda: f"{ledger.acked:,} of {options.history:,} messages there"):
        await asyncio.gather(*(fill(hand, options.history // _AT_ONCE) for hand in range(_AT_ONCE)))
    await asyncio.sleep(1)

    for _ in range(20):
        await clients[0].history("long", _PAGE)
    times: list[float] = []
    fetched: set[int] = set()
    with options.profiler.watching(server, "history"):
        meter = Meter(server)
        for _ in range(options.fetches):
            began = now()
            fetched.add(await clients[0].history("long", _PAGE))
            times.append(now() - began)
        used = meter.read()
    await close_all(ledger, clients)
    times.sort()
    fetch = percentiles_ms(times) or {}
    return Outcome(
        "history",
        server.name,
        {"fetch_p50_ms": fetch["p50"], "fetch_p99_ms": fetch["p99"], "cpu_ms_per_fetch": used.cpu / len(times) * 1000},
        {"errors": len(ledger.errors), "cut": ledger.cut, "short_pages": sum(count != _PAGE for count in fetched)},
        {"fetch_ms": fetch, "fetches": len(times), "messages": options.history, **consumption_details(used)},
    )
