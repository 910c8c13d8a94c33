"""The faults, and how often each happens in the smoke drill and in the full drill.

Their ids are those of the list in docs/development.md, which also names what other drills and tests show.
"""

import math
from collections.abc import Awaitable, Callable
from functools import partial
from random import Random
from typing import NamedTuple

from tests.faults import inflict, links
from tests.faults.churn import churn
from tests.faults.clocks import jumped, skewed
from tests.faults.duplicates import duplicates
from tests.faults.full_disk import full_disk
from tests.faults.full_store import full_store
from tests.faults.half_open import half_open, one_way, poor_network
from tests.faults.hanging_up import hang_ups
from tests.faults.outbox import then_outbox_is_empty
from tests.faults.readers import paused_reader, slow_readers
from tests.faults.removal import removals
from tests.faults.storm import storm
from tests.faults.talk import PAUSE, amid_talk
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


class Aim(NamedTuple):
    """What a drill must reach: messages acknowledged, and seconds until all devices converged, over all faults."""

    acked: int = 0
    converged: float = math.inf

    def is_shown_by(self, total: Verdict) -> bool:
        return total.acked >= self.acked and total.p99 <= self.converged


WHOLE = Aim(acked=100_000, converged=10.0)
#: Faults of the full drill that are repeated until it has acknowledged enough.
REPEATED = ("F01", "F06")


async def _duplicates(machine: Machine, times: int, chance: Random) -> Verdict:
    return await duplicates([machine], times)


async def _removals(machine: Machine, times: int, chance: Random) -> Verdict:
    return await removals([machine], times)


async def _half_open(machine: Machine, times: int, chance: Random) -> Verdict:
    return sum([await half_open(machine) for _ in range(times)], Verdict())


async def _one_way(machine: Machine, times: int, chance: Random) -> Verdict:
    return sum([await one_way(machine) for _ in range(times)], Verdict())


async def _poor_network(machine: Machine, times: int, chance: Random) -> Verdict:
    return sum([await poor_network(machine, 20) for _ in range(times)], Verdict())


async def _hang_ups(machine: Machine, times: int, chance: Random) -> Verdict:
    return await hang_ups(machine, times)


async def _churn(machine: Machine, times: int, chance: Random) -> Verdict:
    return await churn(machine, minutes=times)


async def _slow(machine: Machine, times: int, chance: Random) -> Verdict:
    return await slow_readers([machine.url], machine.web_pids, times)


async def _paused(machine: Machine, times: int, chance: Random) -> Verdict:
    return sum([await paused_reader(machine, 500) for _ in range(times)], Verdict())


async def _storm(machine: Machine, times: int, chance: Random) -> Verdict:
    return await storm(machine, 1_000, times)


def faults(profile: str) -> list[Fault]:
    """Returns the faults of the profile `smoke`, `full` or `soak`."""
    if profile == "soak":
        return [Fault("F26", "long-day", _churn, 30, gentle=True)]
    return _of_both(is_full=profile == "full") + (_of_full() if profile == "full" else [])


def _amid(done: inflict.Inflict, pause: float = PAUSE) -> Act:
    return partial(amid_talk, done, pause=pause)


def _of_both(*, is_full: bool) -> list[Fault]:
    def times(smoke: int, full: int) -> int:
        return full if is_full else smoke

    freeze = partial(inflict.freeze_valkey, seconds=20 if is_full else 10)
    return [
        Fault("F01", "web-killed", _amid(inflict.kill_web), times(3, 20)),
        Fault("F02", "valkey-killed", _amid(inflict.kill_valkey, _UNHURRIED), times(1, 5), soon=0.99),
        Fault("F03", "valkey-frozen", _amid(freeze, _UNHURRIED), times(1, 5), soon=0.99),
        Fault("F05", "postgres-restarted", _amid(inflict.restart_postgres), times(1, 3)),
        Fault("F06", "postgres-killed", _amid(inflict.kill_postgres), times(2, 20)),
        Fault("F10", "half-open", _half_open, 1, gentle=True, waits=True),
        Fault("F12", "slow-readers", _slow, times(1, 5), gentle=True),
        Fault("F13", "paused-in-a-burst", _paused, times(1, 5), gentle=True),
        Fault("F14", "thousand-cut", _storm, times(1, 3), gentle=True, bound=30.0),
        Fault("F15", "sent-ten-times", _duplicates, times(20, 150), gentle=True),
        Fault("F19", "removed-in-a-burst", _removals, times(20, 200), gentle=True),
    ]


def _of_full() -> list[Fault]:
    """Faults with slow starts, or that need root or other programs."""
    empty = partial(inflict.empty_valkey, seconds=10)
    freeze = partial(inflict.freeze_postgres, seconds=20)
    return [
        Fault("F04", "valkey-emptied", _amid(empty, _UNHURRIED), 3, soon=0.99),
        Fault("F07", "postgres-frozen", _amid(freeze, _UNHURRIED), 3),
        Fault("F08", "workers-killed", then_outbox_is_empty(_amid(inflict.kill_worker)), 10),
        Fault("F11", "one-way", _one_way, 2, gentle=True, waits=True),
        Fault("F16", "clocks-differ", then_outbox_is_empty(skewed), 2),
        Fault("F17", "disk-full", full_disk, 4),
        Fault("F18", "files-disk-full", full_store, 3),
        Fault("F22", "hung-up", _hang_ups, 2_000, gentle=True),
        Fault("F23", "postgres-far-away", links.slow_postgres, 2, soon=0.9),
        Fault("F29", "poor-network", _poor_network, 2, gentle=True),
        Fault("F30", "postgres-cut", links.cut_postgres, 6),
        Fault("F31", "postgres-unreachable", links.unreachable_postgres, 2),
        Fault("F32", "valkey-unreachable", links.unreachable_valkey, 2, soon=0.99),
        Fault("F33", "database-clock-set", jumped, 4),
        Fault("F34", "postgres-mute", links.mute_postgres, 2),
        Fault("F35", "valkey-mute", links.mute_valkey, 2, soon=0.99),
    ]
