"""F16 and F33: the clocks of a web process, and of PostgreSQL, are wrong and are set."""

import asyncio
import time
import urllib.request
from email.utils import parsedate_to_datetime
from random import Random

import psycopg

from tests.contract.server import ROOT, Services, WebProcess
from tests.faults.clock import Clock, new_clock
from tests.faults.elsewhere import with_a_database_clock
from tests.faults.group import new_group
from tests.faults.outbox import left_in_outbox
from tests.faults.talk import amid_talk
from tests.faults.verdict import Verdict
from tests.faults.waiting import eventually
from tests.machine import Machine

#: Seconds by which one process is ahead, and seconds for which it is.
_SKEWS, _WHILE = (120, -120, 3600), 8.0
#: Seconds by which PostgreSQL's clock is set: an hour of summer time, and a day.
_JUMPS = (3600, -3600, 86_400)


async def skewed(machine: Machine, times: int, chance: Random) -> Verdict:
    """Half of the devices are connected to a web process whose clock is wrong."""
    services = Services(machine.database_url, machine.redis_url, "skewed.")
    with new_clock() as clock:
        servers = [WebProcess(services, changes, folder=ROOT) for changes in ({}, clock.environment)]
        try:
            for server in servers:
                await asyncio.to_thread(server.ready)
            return sum([await _skewed(servers, clock) for _ in range(times)], Verdict())
        finally:
            for server in servers:
                await asyncio.to_thread(server.stop)


async def _skewed(servers: list[WebProcess], clock: Clock) -> Verdict:
    right, wrong = servers
    async with new_group(right.url, wrong.url) as people:
        async with people.talking():
            for seconds in (*_SKEWS, 0):
                clock.set(seconds)
                await eventually(lambda seconds=seconds: _is_ahead(right, wrong, seconds), "the clock stays")  # type: ignore[misc]
                for device in people.devices[1::2]:
                    device.hang_up()  # its token, made by one process, is read by the other
                await asyncio.sleep(_WHILE)
        return await people.verdict()


async def _is_ahead(right: WebProcess, wrong: WebProcess, seconds: int) -> bool:
    one, other = await asyncio.gather(*(asyncio.to_thread(_clock_of, each.url) for each in (right, wrong)))
    return abs(other - one - seconds) < 30


async def jumped(_: Machine, times: int, chance: Random) -> Verdict:
    """The clock of PostgreSQL is set while it runs, again and again."""
    async with with_a_database_clock() as (machine, clock):

        async def inflict(machine: Machine, chance: Random) -> None:
            seconds = chance.choice(_JUMPS)
            clock.set(seconds)
            await eventually(lambda: _is_at(machine, seconds), "the clock stays")
            await asyncio.sleep(_WHILE)
            clock.set(0)
            await eventually(lambda: _is_at(machine, 0), "the clock stays")

        verdict = await amid_talk(inflict, machine, times, chance)
        verdict.stuck += await left_in_outbox(machine)
        return verdict


async def _is_at(machine: Machine, seconds: int) -> bool:
    return abs(await asyncio.to_thread(_database_clock, machine) - time.time() - seconds) < 60


def _database_clock(machine: Machine) -> float:
    with psycopg.connect(machine.environment["DATABASE_URL"]) as line:
        row = line.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()
    assert row is not None
    return float(row[0])


def _clock_of(url: str) -> float:
    """Returns the time of day that a server has, in seconds."""
    with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
        return parsedate_to_datetime(answer.headers["Date"]).timestamp()
