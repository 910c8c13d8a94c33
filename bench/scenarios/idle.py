"""Memory: idle connections, and what remains of connections that ended."""

import asyncio

from bench.ledger import Ledger
from bench.meter import Meter
from bench.outcome import Outcome, consumption_details
from bench.processes import private_bytes, resident_bytes
from bench.progress import progress
from bench.scenarios.base import Options, close_all, connect_all, groups_of
from bench.servers.base import Server
from bench.statistics import slope

_FIRST = 20
_SETTLE = 4.0
_IDLE = 8.0
_CROWD = 100
_SAMPLES = 20
_SETTLED = 0.25


async def idle(server: Server, options: Options) -> Outcome:
    """1,000 connections, each in one group of 5. The first 20 pay for code and pools, and are not counted."""
    count = options.connections
    rooms = groups_of(5, count, "idle")
    await server.prepare(count, rooms)
    ledger = Ledger(rooms)
    clients = await connect_all(server, ledger, range(_FIRST))
    await asyncio.sleep(_SETTLE)
    before = private_bytes(server.web_pids())
    async with progress(f"idle, {server.name}", lambda: f"{count:,} connections wanted"):
        clients += await connect_all(server, ledger, range(_FIRST, count))
        await asyncio.sleep(_SETTLE)
        after = private_bytes(server.web_pids())
        with options.profiler.watching(server, "idle"):
            meter = Meter(server)
            await asyncio.sleep(_IDLE)
            used = meter.read()
    await close_all(ledger, clients)
    return Outcome(
        "idle",
        server.name,
        {"kib_per_connection": (after - before) / (count - _FIRST) / 1024, "core_percent": 100 * used.cpu / used.wall},
        {"cut": ledger.cut},
        {
            "connections": count,
            "web_mib": [round(size / 2**20, 1) for size in (before, after)],
            **consumption_details(used),
        },
    )


async def churn(server: Server, options: Options) -> Outcome:
    """20,000 connects and disconnects of 100 people; the memory that the web processes keep for each.

    The first quarter fills caches and the allocator's arenas; the slope is of the rest.
    """
    rooms = groups_of(5, _CROWD, "churn")
    await server.prepare(_CROWD, rooms)
    ledger = Ledger(rooms)
    done = 0
    points: list[tuple[float, float]] = []
    meter = Meter(server)
    reporting = progress(f"churn, {server.name}", lambda: f"{done:,} of {options.churn:,} came and went")
    with options.profiler.watching(server, "churn"):
        async with reporting:
            while done < options.churn:
                ledger.is_closing = False
                clients = await connect_all(server, ledger, range(_CROWD))
                ledger.is_closing = True
                await asyncio.gather(*(client.close() for client in clients))
                done += len(clients)
                if done * _SAMPLES // options.churn > len(points):
                    await asyncio.sleep(0.5)
                    points.append((float(done), float(resident_bytes(server.web_pids()))))
    used = meter.read()
    settled = points[int(len(points) * _SETTLED) :]
    return Outcome(
        "churn",
        server.name,
        {"kib_per_connection": slope(settled) / 1024, "cpu_ms_per_connection": used.cpu / done * 1000},
        {"cut": ledger.cut},
        {"web_mib": {int(at): round(size / 2**20, 2) for at, size in points}, **consumption_details(used)},
    )
