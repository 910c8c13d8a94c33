"""The outbox after a fault: every entry is handled, whether its worker lives or not."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

import psycopg

from tests.faults.verdict import Verdict
from tests.machine import Machine

#: Seconds: a sweep finds what a dead worker left.
_WITHIN = 90.0

_Act = Callable[[Machine, int, Random], Awaitable[Verdict]]


def then_outbox_is_empty(act: _Act) -> _Act:
    """Counts entries that are left, or set aside, some time after the fault."""

    async def perform(machine: Machine, times: int, chance: Random) -> Verdict:
        verdict = await act(machine, times, chance)
        verdict.stuck += await left_in_outbox(machine)
        return verdict

    return perform


async def left_in_outbox(machine: Machine, within: float = _WITHIN) -> int:
    """Returns how many entries are still there after so many seconds; 0 as soon as there are none."""
    clock = asyncio.get_running_loop().time
    end = clock() + within
    while (left := await asyncio.to_thread(_left, machine)) and clock() < end:
        await asyncio.sleep(0.5)
    return left


def _left(machine: Machine) -> int:
    with psycopg.connect(machine.database_url) as line:
        row = line.execute("SELECT count(*) FROM messaging_handover").fetchone()
    assert row is not None
    return int(row[0])
