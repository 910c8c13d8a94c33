"""Parties that talk, undisturbed or while something is broken."""

import asyncio
from contextlib import AsyncExitStack
from random import Random

from tests.faults.harm import Harm
from tests.faults.party import Party, party
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: Seconds that they talk undisturbed, before and after.
_WHILE = 1.0
#: Seconds that one waits before he says the next thing.
_PAUSE = 0.05
#: How often the same people go through it; their history is then long enough.
_TURNS = 5


async def amid_talk(machine: Machine, harm: Harm, times: int, chance: Random, parties: int = 2) -> Verdict:
    """`times` the harm, each amid talk; between two, all come to hold the same."""
    total = Verdict()
    for first in range(0, times, _TURNS):
        total += await _amid_talk(machine, harm, min(_TURNS, times - first), chance, parties)
    return total


async def _amid_talk(machine: Machine, harm: Harm, times: int, chance: Random, parties: int) -> Verdict:
    async with AsyncExitStack() as stack:
        groups = [await stack.enter_async_context(party(machine.url)) for _ in range(parties)]
        converged: list[float] = []
        for turn in range(times):
            async with AsyncExitStack() as talk:
                for group in groups:
                    await talk.enter_async_context(group.talking(_PAUSE))
                await asyncio.sleep(_WHILE)
                await harm(machine, chance)
                await asyncio.sleep(_WHILE)
            if turn < times - 1:
                for needed in await asyncio.gather(*(group.converge() for group in groups)):
                    converged += needed
        total = await _verdicts(groups)
        total.converged += converged
        return total


async def calm_talk(addresses: list[str], seconds: float, patience: float) -> Verdict:
    """Nothing breaks: what is wrong then is wrong with the product."""
    async with party(*addresses) as people:
        async with people.talking():
            await asyncio.sleep(seconds)
            for device in people.devices:
                device.read(device.last_seq)
                device.read(1)
        return await people.verdict(patience)


async def _verdicts(groups: list[Party]) -> Verdict:
    return sum(await asyncio.gather(*(group.verdict() for group in groups)), Verdict())
