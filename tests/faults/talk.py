"""Groups that exchange messages, undisturbed or during a fault."""

import asyncio
import time
from contextlib import AsyncExitStack
from random import Random

from tests.faults.group import Group, new_group
from tests.faults.inflict import Inflict
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: Seconds without a fault, before and after it.
_WHILE = 1.0
#: Seconds between two messages of a sender.
PAUSE = 0.05
#: How often the same users go through a fault, before their history gets too long.
_TURNS = 3


async def amid_talk(
    inflict: Inflict, machine: Machine, times: int, chance: Random, *, group_count: int = 2, pause: float = PAUSE
) -> Verdict:
    """Inflicts a fault `times` times while users send messages. Devices converge between two faults."""
    total = Verdict()
    for first in range(0, times, _TURNS):
        total += await _amid_talk(inflict, machine, min(_TURNS, times - first), chance, group_count, pause)
    return total


async def _amid_talk(
    inflict: Inflict, machine: Machine, times: int, chance: Random, group_count: int, pause: float
) -> Verdict:
    async with AsyncExitStack() as stack:
        groups = [await stack.enter_async_context(new_group(machine.url)) for _ in range(group_count)]
        converged: list[float] = []
        spans: list[tuple[float, float]] = []
        for turn in range(times):
            async with AsyncExitStack() as talk:
                for group in groups:
                    await talk.enter_async_context(group.talking(pause))
                await asyncio.sleep(_WHILE)
                began = time.monotonic()
                await inflict(machine, chance)
                spans.append((began, time.monotonic()))
                await asyncio.sleep(_WHILE)
            if turn < times - 1:
                for needed in await asyncio.gather(*(group.converge() for group in groups)):
                    converged += needed
        total = sum(await asyncio.gather(*(group.verdict() for group in groups)), Verdict())
        total.converged += converged
        total.delays = _delays_in(spans, groups)
        return total


def _delays_in(spans: list[tuple[float, float]], groups: list[Group]) -> list[float]:
    """Returns the delays of messages sent during the fault, counted from when they were sent."""
    waits = [wait for group in groups for device in group.devices for wait in device.ledger.waits]
    return [w.acked_at - w.said_at for w in waits if any(began <= w.said_at <= ended for began, ended in spans)]


async def calm_talk(addresses: list[str], seconds: float, patience: float) -> Verdict:
    """Runs without a fault: any problem is then one of the product."""
    async with new_group(*addresses) as people:
        async with people.talking():
            await asyncio.sleep(seconds)
            for device in people.devices:
                device.read(device.view.last_seq)
                device.read(1)
        return await people.verdict(patience)
