"""Parties that talk, undisturbed or while something is broken."""

import asyncio
import time
from contextlib import AsyncExitStack
from random import Random

from tests.faults.harm import Harm
from tests.faults.party import Party, party
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: Seconds of undisturbed talk, before and after the fault.
_WHILE = 1.0
#: Seconds that a speaker waits before the next message.
_PAUSE = 0.05
#: How often the same people go through it; their history is then long enough.
_TURNS = 3


async def amid_talk(
    harm: Harm, machine: Machine, times: int, chance: Random, *, parties: int = 2, pause: float = _PAUSE
) -> Verdict:
    """`times` the harm, each amid talk; between two, all come to hold the same."""
    total = Verdict()
    for first in range(0, times, _TURNS):
        total += await _amid_talk(harm, machine, min(_TURNS, times - first), chance, parties, pause)
    return total


async def _amid_talk(harm: Harm, machine: Machine, times: int, chance: Random, parties: int, pause: float) -> Verdict:
    async with AsyncExitStack() as stack:
        groups = [await stack.enter_async_context(party(machine.url)) for _ in range(parties)]
        converged: list[float] = []
        spans: list[tuple[float, float]] = []
        for turn in range(times):
            async with AsyncExitStack() as talk:
                for group in groups:
                    await talk.enter_async_context(group.talking(pause))
                await asyncio.sleep(_WHILE)
                began = time.monotonic()
                await harm(machine, chance)
                spans.append((began, time.monotonic()))
                await asyncio.sleep(_WHILE)
            if turn < times - 1:
                for needed in await asyncio.gather(*(group.converge() for group in groups)):
                    converged += needed
        total = sum(await asyncio.gather(*(group.verdict() for group in groups)), Verdict())
        total.converged += converged
        total.delays = _delays_in(spans, groups)
        return total


def _delays_in(spans: list[tuple[float, float]], groups: list[Party]) -> list[float]:
    """Returns the delays of messages sent during the fault, counted from when they were sent."""
    waits = [wait for group in groups for device in group.devices for wait in device.ledger.waits]
    return [w.acked_at - w.said_at for w in waits if any(began <= w.said_at <= ended for began, ended in spans)]


async def calm_talk(addresses: list[str], seconds: float, patience: float) -> Verdict:
    """Nothing breaks: what is wrong then is wrong with the product."""
    async with party(*addresses) as people:
        async with people.talking():
            await asyncio.sleep(seconds)
            for device in people.devices:
                device.read(device.view.last_seq)
                device.read(1)
        return await people.verdict(patience)
