"""F12 and F13: readers that are too slow, and one that pauses during a burst."""

import os
from collections.abc import Collection
from pathlib import Path

from tests.faults.group import Group, all_in, all_sent, new_group
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: Bytes that may wait on the server for one slow reader, and bytes by which its memory may grow in addition.
_EACH, _BESIDE = 2 * 2**20, 8 * 2**20
#: Two dozen MB for each reader: far more than the network buffers hold.
_COUNT, _LONG = 1_200, "long " * 3_990


async def slow_readers(addresses: list[str], pids: Collection[int], times: int) -> Verdict:
    """Half of the devices stop reading during a burst. They are disconnected, and later receive everything."""
    verdict = Verdict()
    for _ in range(times):
        async with new_group(*addresses) as people:
            await all_in(people.devices)
            verdict += await _burst(people, pids)
    return verdict


async def _burst(people: Group, pids: Collection[int]) -> Verdict:
    slow, fast = people.devices[::2], people.devices[1::2]
    before = memory_of(pids)
    for device in slow:
        device.pause()
    for number in range(_COUNT):
        fast[number % len(fast)].send_message(f"{number} " + _LONG)
    await all_sent(fast)
    grown = memory_of(pids) - before
    for device in slow:
        device.resume()
    verdict = await people.verdict()
    was_bounded = grown <= _BESIDE + len(slow) * _EACH
    verdict.resource += (not was_bounded) + sum(device.connections < 2 for device in slow)
    return verdict


def memory_of(pids: Collection[int]) -> int:
    """Returns the memory of these processes in bytes."""
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") for pid in pids)


async def paused_reader(machine: Machine, count: int) -> Verdict:
    """A device stops reading during a burst, then reads on."""
    async with new_group(machine.url) as people:
        await all_in(people.devices)
        paused, *others = people.devices
        paused.pause()
        for number in range(count):
            others[number % len(others)].send_message(f"burst {number}")
        await all_sent(others)
        paused.resume()
        return await people.verdict()
