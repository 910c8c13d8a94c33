"""F12 and F13: readers too slow to keep up, and one who is paused while much is said."""

import asyncio

from tests.faults.device import Device
from tests.faults.harm import web_memory
from tests.faults.party import eventually, party
from tests.faults.verdict import Verdict
from tests.machine import Machine

_SLOW = 0.2
_MEMORY = 64 * 2**20


async def slow_readers(machine: Machine, seconds: float) -> Verdict:
    """Half of the devices take their time over each frame while long messages come; later they read as usual."""
    before = web_memory(machine)
    async with party(machine.url) as people:
        await _all_in(people.devices)
        slow = people.devices[1::2]
        for device in slow:
            device.slowness = _SLOW
        async with people.talking():
            for device in people.devices[::2]:
                for number in range(int(10 * seconds)):
                    device.say(f"{number} " + "long " * 3000)
            await asyncio.sleep(seconds)
            grown = web_memory(machine) - before
            for device in slow:
                device.slowness = 0
        verdict = await people.verdict()
    verdict.resource += grown > _MEMORY
    return verdict


async def paused_reader(machine: Machine, count: int) -> Verdict:
    """One hears nothing of a burst, then reads on."""
    async with party(machine.url) as people:
        await _all_in(people.devices)
        paused, *others = people.devices
        paused.pause()
        for number in range(count):
            others[number % len(others)].say(f"burst {number}")
        await eventually(lambda: not any(device.unsent for device in others), "the burst is not sent", within=120)
        paused.resume()
        return await people.verdict()


async def _all_in(devices: list[Device]) -> None:
    await eventually(lambda: all(device.connections for device in devices), "not all are in", within=60)
