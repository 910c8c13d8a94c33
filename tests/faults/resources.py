"""The resources of a machine, which must return to their previous level after the faults."""

import asyncio
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import psycopg
import redis

from tests.faults.readers import memory_of
from tests.machine import Machine

#: How much each may grow, as a share of its previous level.
_MORE = 0.1
#: Resources that are not released by then have leaked. A busy machine takes longer.
_WITHIN = 300.0
#: Connections kept once all were needed at the same time: ten by each web process, one by each of four workers. How
#: many were needed before depends on how fast the machine is; each is a descriptor too.
_KEPT = 24
#: The memory that Valkey uses for itself and a few clients: growth below it means nothing.
_VALKEY = 3 * 2**20


@dataclass(frozen=True)
class Resources:
    """Open descriptors of all processes, PostgreSQL's connections, and bytes that Valkey and the web processes hold."""

    descriptors: int
    connections: int
    valkey: int
    web: int

    def is_within(self, before: "Resources") -> bool:
        earlier = replace(
            before,
            descriptors=before.descriptors + max(0, _KEPT - before.connections),
            connections=max(before.connections, _KEPT),
            valkey=max(before.valkey, _VALKEY),
        )
        pairs = zip(astuple(self), astuple(earlier), strict=True)
        return all(now <= had * (1 + _MORE) for now, had in pairs)

    def said_beside(self, before: "Resources") -> str:
        return (
            f"fds={before.descriptors}→{self.descriptors} postgres={before.connections}→{self.connections} "
            f"valkey_mib={_mib(before.valkey):.1f}→{_mib(self.valkey):.1f} "
            f"web_mib={_mib(before.web):.0f}→{_mib(self.web):.0f}"
        )


def _mib(number: int) -> float:
    return number / 2**20


def held_by(machine: Machine) -> Resources:
    descriptors = sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in machine.children.values())
    with psycopg.connect(machine.database_url) as line:
        row = line.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    with redis.Redis.from_url(machine.redis_url) as client:
        valkey = int(client.info("memory")["used_memory"])
    assert row is not None
    return Resources(descriptors, int(row[0]), valkey, memory_of(machine.web_pids))


async def settled(machine: Machine, before: Resources) -> Resources:
    """Returns the resources once they are back at the level `before`, or after a long time."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + _WITHIN
    while not (now := await asyncio.to_thread(held_by, machine)).is_within(before) and clock() < deadline:
        await asyncio.sleep(0.5)
    return now
