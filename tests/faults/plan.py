"""The faults, and how often each happens in the smoke drill and in the full drill."""

from collections.abc import Awaitable, Callable
from functools import partial
from random import Random
from typing import NamedTuple

from tests.faults import inflict
from tests.faults.duplicates import duplicates
from tests.faults.half_open import half_open
from tests.faults.readers import paused_reader, slow_readers
from tests.faults.removal import removals
from tests.faults.storm import storm
from tests.faults.talk import amid_talk
from tests.faults.verdict import BOUND, Verdict
from tests.machine import Machine

Act = Callable[[Machine, int, Random], Awaitable[Verdict]]

#: Seconds between two messages of a sender where delays are measured: far below what a slow machine can store, so that
#: they are delays of the product and not of a queue in the sender.
_UNHURRIED = 0.25


class Fault(NamedTuple):
    """A `gentle` fault breaks only connections of its own; one that `waits` runs at the same time as other gentle ones.

    `soon` is the share of messages sent during the fault that must be acknowledged within 5 s; `bound` is the time in
    seconds within which all devices must hold the same state again.
    """

    id: str
    name: str
    act: Act
    times: int
    gentle: bool = False
    waits: bool = False
    soon: float = 0.0
    bound: float = BOUND


async def _duplicates(machine: Machine, times: int, chance: Random) -> Verdict:
    return await duplicates([machine], times)


async def _removals(machine: Machine, times: int, chance: Random) -> Verdict:
    return await removals([machine], times)


async def _half_open(machine: Machine, times: int, chance: Random) -> Verdict:
    return sum([await half_open(machine) for _ in range(times)], Verdict())


async def _slow(machine: Machine, times: int, chance: Random) -> Verdict:
    return await slow_readers([machine.url], machine.web_pids, times)


async def _paused(machine: Machine, times: int, chance: Random) -> Verdict:
    return sum([await paused_reader(machine, 500) for _ in range(times)], Verdict())


async def _storm(machine: Machine, times: int, chance: Random) -> Verdict:
    return await storm(machine, 1_000, times)


def faults(profile: str) -> list[Fault]:
    """Returns the faults of the profile `smoke` or `full`."""
    is_full = profile == "full"

    def amid(done: inflict.Inflict) -> Act:
        return partial(amid_talk, done)

    def amid_unhurried(done: inflict.Inflict) -> Act:
        return partial(amid_talk, done, pause=_UNHURRIED)

    def times(smoke: int, full: int) -> int:
        return full if is_full else smoke

    freeze = partial(inflict.freeze_valkey, seconds=20 if is_full else 10)
    return [
        Fault("F01", "web-killed", amid(inflict.kill_web), times(3, 20)),
        Fault("F02", "valkey-killed", amid_unhurried(inflict.kill_valkey), times(1, 5), soon=0.99),
        Fault("F03", "valkey-frozen", amid_unhurried(freeze), times(1, 5), soon=0.99),
        Fault("F05", "postgres-restarted", amid(inflict.restart_postgres), times(1, 3)),
        Fault("F06", "postgres-killed", amid(inflict.kill_postgres), times(2, 20)),
        Fault("F10", "half-open", _half_open, 1, gentle=True, waits=True),
        Fault("F12", "slow-readers", _slow, times(1, 5), gentle=True),
        Fault("F13", "paused-in-a-burst", _paused, times(1, 5), gentle=True),
        Fault("F14", "thousand-cut", _storm, times(1, 3), gentle=True, bound=30.0),
        Fault("F15", "sent-ten-times", _duplicates, times(20, 150), gentle=True),
        Fault("F19", "removed-in-a-burst", _removals, times(20, 200), gentle=True),
    ]
