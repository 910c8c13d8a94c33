"""Memory of the whole idle product: supervisor, web, workers, beat, PostgreSQL and Valkey."""

import asyncio
from dataclasses import dataclass

from bench.ledger import Ledger
from bench.outcome import Outcome
from bench.processes import private_bytes
from bench.scenarios.base import Options, close_all, connect_all, groups_of
from bench.servers.base import Server
from bench.servers.parlance import Parlance

_PEOPLE = 20
_SETTLE = 20.0  # long enough for the periodic sweeps to have run
_WEB_PROCESSES = (1, 3)

Parts = dict[str, float]


@dataclass(frozen=True)
class Footprint:
    """MiB by the part of the product: just started, and after people have connected and disconnected."""

    started: Parts
    used: Parts


async def footprint(server: Server, options: Options) -> Outcome:
    """With one web process, then with three. Our other server is stopped: pages shared with it would count half."""
    server.stop()
    one, three = [await _measured(web_processes) for web_processes in _WEB_PROCESSES]
    server.start()
    figures = {
        "mib": sum(one.started.values()),
        "mib_used": sum(one.used.values()),
        "mib_per_web_process": (sum(three.used.values()) - sum(one.used.values())) / 2,
    }
    return Outcome("footprint", server.name, figures, {}, {"one": one, "three": three})


async def _measured(web_processes: int) -> Footprint:
    server = Parlance(web_processes)
    try:
        server.start()
        started = await _parts(server)
        rooms = groups_of(5, _PEOPLE, "footprint")
        await server.prepare(_PEOPLE, rooms)
        ledger = Ledger(rooms)
        await close_all(ledger, await connect_all(server, ledger, range(_PEOPLE)))
        return Footprint(started, await _parts(server))
    finally:
        server.remove()


async def _parts(server: Parlance) -> Parts:
    await asyncio.sleep(_SETTLE)
    mib: Parts = {}
    for pid in server.pids():
        part = server.part_of(pid)
        mib[part] = round(mib.get(part, 0.0) + private_bytes([pid]) / 2**20, 1)
    return mib
