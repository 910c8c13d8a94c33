"""A web process does not grow with the bytes that it transfers."""

import asyncio

from tests.contract.world import World
from tests.media.conftest import Yard
from tests.media.files import MIB, Sending, content
from tests.media.memory import forget_peak, memory

_PARTS = 25
_MOST = 64 * MIB


async def test_two_hundred_megabytes_leave_no_trace(world: World, yard: Yard) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    data = content(8 * MIB) * _PARTS
    warm = await Sending.begin(alice, garden, data[:MIB])
    await warm.send()
    await warm.complete()
    await warm.settled()
    await world.http.get(await warm.link())
    before = forget_peak(yard.servers.a.pid)
    sending = await Sending.begin(alice, garden, data)
    # A hundred megabytes at once: holding whole parts in memory, not pieces of them, would be visible.
    await sending.send(*range(1, 14))
    await sending.send(*range(14, _PARTS + 1))
    await sending.complete()
    assert (await sending.settled(90))["state"] == "ready"
    urls = [await sending.link() for _ in range(3)]
    assert await asyncio.gather(*(_length(world, url) for url in urls)) == [len(data)] * 3
    growth = memory(yard.servers.a.pid, "VmHWM") - before
    assert 0 <= growth < _MOST


async def _length(world: World, url: str) -> int:
    """Reads slowly and with little memory, and returns the length."""
    length = 0
    async with world.http.stream("GET", url) as answer:
        async for block in answer.aiter_raw(MIB):
            length += len(block)
            await asyncio.sleep(0.001)
    return length
