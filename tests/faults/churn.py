"""F26: a long day. People talk for half an hour while their connections end and begin, twenty thousand times."""

import asyncio
import random

from tests.faults.group import all_in, new_group
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: Ten connections are cut in a second, of eighty.
_PEOPLE, _EACH, _CUTS = 10, 4, 10
#: Seconds in which people stay the same, before their history gets too long to compare.
_SHIFT = 300.0


async def churn(machine: Machine, minutes: float) -> Verdict:
    total, left = Verdict(), 60 * minutes
    while left > 0:
        total += await _shift(machine, min(left, _SHIFT))
        left -= _SHIFT
    return total


async def _shift(machine: Machine, seconds: float) -> Verdict:
    async with new_group(machine.url, people=_PEOPLE, each=_EACH) as people:
        await all_in(people.devices)
        async with people.talking(pause=2.0):
            end = asyncio.get_running_loop().time() + seconds
            while asyncio.get_running_loop().time() < end:
                random.choice(people.devices).hang_up()
                await asyncio.sleep(1 / _CUTS)
        return await people.verdict()
