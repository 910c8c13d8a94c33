"""Which faults there are, and how often each happens in the smoke and in the full drill."""

from collections.abc import Awaitable, Callable
from functools import partial
from random import Random
from typing import NamedTuple

from tests.faults import harm
from tests.faults.duplicates import duplicates
from tests.faults.half_open import half_open
from tests.faults.readers import paused_reader, slow_readers
from tests.faults.removal import removals
from tests.faults.storm import storm
from tests.faults.talk import amid_talk
from tests.faults.verdict import Verdict
from tests.machine import Machine

Act = Callable[[Machine, int, Random], Awaitable[Verdict]]


class Fault(NamedTuple):
    """`smoke` and `full` are how many times; one that is `beside` others breaks nothing but lines of its own."""

    id: str
    name: str
    act: Act
    smoke: int
    full: int
    beside: bool = False


def _talk(done: harm.Harm) -> Act:
    return partial(_amid, done)


async def _amid(done: harm.Harm, machine: Machine, times: int, chance: Random) -> Verdict:
    return await amid_talk(machine, done, times, chance)


async def _duplicates(machine: Machine, times: int, chance: Random) -> Verdict:
    return await duplicates([machine], times)


async def _removals(machine: Machine, times: int, chance: Random) -> Verdict:
    return await removals([machine], times)


async def _half_open(machine: Machine, times: int, chance: Random) -> Verdict:
    return sum([await half_open(machine) for _ in range(times)], Verdict())


async def _slow(machine: Machine, times: int, chance: Random) -> Verdict:
    return await slow_readers(machine, 4.0 * times)


async def _paused(machine: Machine, times: int, chance: Random) -> Verdict:
    return sum([await paused_reader(machine, 500) for _ in range(times)], Verdict())


async def _storm(machine: Machine, times: int, chance: Random) -> Verdict:
    return await storm(machine, 1_000, times)


FAULTS = [
    Fault("F01", "web-killed", _talk(harm.kill_web), 3, 20),
    Fault("F02", "valkey-killed", _talk(harm.kill_valkey), 1, 5),
    Fault("F03", "valkey-frozen", _talk(harm.freeze_valkey), 1, 5),
    Fault("F05", "postgres-restarted", _talk(harm.restart_postgres), 1, 3),
    Fault("F06", "postgres-killed", _talk(harm.kill_postgres), 2, 20),
    Fault("F10", "half-open", _half_open, 1, 3, beside=True),
    Fault("F12", "slow-readers", _slow, 1, 5),
    Fault("F13", "paused-in-a-burst", _paused, 1, 5, beside=True),
    Fault("F14", "thousand-cut", _storm, 1, 3),
    Fault("F15", "sent-ten-times", _duplicates, 20, 150, beside=True),
    Fault("F19", "removed-in-a-burst", _removals, 20, 200, beside=True),
]
