"""F12 and F13: readers too slow to keep up, and one who is paused while much is said."""

import os
from collections.abc import Collection
from pathlib import Path

from tests.faults.device import Device
from tests.faults.party import Party, eventually, party
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: Bytes that may wait for one slow reader at the server, and by which its memory may grow besides.
_EACH, _BESIDE = 2 * 2**20, 8 * 2**20
#: Two dozen MB for each reader: far more than the buffers on the way take.
_COUNT, _LONG = 1_200, "long " * 3_990


async def slow_readers(addresses: list[str], pids: Collection[int], times: int) -> Verdict:
    """Half of the devices stop reading while much is said. They are sent away, and later come to hold it all."""
    verdict = Verdict()
    for _ in range(times):
        async with party(*addresses) as people:
            await _all_in(people.devices)
            verdict += await _burst(people, pids)
    return verdict


async def _burst(people: Party, pids: Collection[int]) -> Verdict:
    slow, fast = people.devices[::2], people.devices[1::2]
    before = memory_of(pids)
    for device in slow:
        device.pause()
    for number in range(_COUNT):
        fast[number % len(fast)].send_message(f"{number} " + _LONG)
    await eventually(lambda: not any(device.unsent for device in fast), "the burst is not sent", within=120)
    grown = memory_of(pids) - before
    for device in slow:
        device.resume()
    verdict = await people.verdict()
    was_bounded = grown <= _BESIDE + len(slow) * _EACH
    verdict.resource += (not was_bounded) + sum(device.connections < 2 for device in slow)
    return verdict


def memory_of(pids: Collection[int]) -> int:
    """Bytes that these processes hold."""
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") for pid in pids)


async def paused_reader(machine: Machine, count: int) -> Verdict:
    """A device stops reading during a burst, then reads on."""
    async with party(machine.url) as people:
        await _all_in(people.devices)
        paused, *others = people.devices
        paused.pause()
        for number in range(count):
            others[number % len(others)].send_message(f"burst {number}")
        await eventually(lambda: not any(device.unsent for device in others), "the burst is not sent", within=120)
        paused.resume()
        return await people.verdict()


async def _all_in(devices: list[Device]) -> None:
    await eventually(lambda: all(device.connections for device in devices), "not all are in", within=60)
