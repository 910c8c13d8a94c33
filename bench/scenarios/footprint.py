"""Memory of the whole product while nobody is there: supervisor, web, workers, beat, PostgreSQL and Valkey."""

import asyncio

from bench.ledger import Ledger
from bench.outcome import Outcome
from bench.processes import private_bytes
from bench.scenarios.base import Options, close_all, connect_all, groups_of
from bench.servers.base import Server
from bench.servers.parlance import Parlance

_PEOPLE = 20
_SETTLE = 10.0
_WEB_PROCESSES = (1, 3)


async def footprint(server: Server, options: Options) -> Outcome:
    """One web process, then three; each once 20 people have come and gone. No page is shared with another server."""
    server.stop()
    parts = [await _parts(web_processes) for web_processes in _WEB_PROCESSES]
    server.start()
    one, three = (sum(each.values()) for each in parts)
    return Outcome(
        "footprint",
        server.name,
        {"mib": one, "mib_per_web_process": (three - one) / 2},
        {},
        {
            f"mib_with_{count}": {name: round(mib, 1) for name, mib in each.items()}
            for count, each in zip(_WEB_PROCESSES, parts, strict=True)
        },
    )


async def _parts(web_processes: int) -> dict[str, float]:
    """MiB by the part of the product; pages that several share are counted once."""
    server = Parlance(web_processes)
    try:
        server.start()
        rooms = groups_of(5, _PEOPLE, "footprint")
        await server.prepare(_PEOPLE, rooms)
        ledger = Ledger(rooms)
        await close_all(ledger, await connect_all(server, ledger, range(_PEOPLE)))
        await asyncio.sleep(_SETTLE)
        mib: dict[str, float] = {}
        for pid in server.pids():
            part = server.part_of(pid)
            mib[part] = mib.get(part, 0.0) + private_bytes([pid]) / 2**20
        return mib
    finally:
        server.remove()
