"""F10, F11 and F29: networks that lose people's connections, in one direction or both, or are merely slow."""

import asyncio

from tests.faults.group import all_in, new_group
from tests.faults.proxy import Proxy
from tests.faults.verdict import Verdict
from tests.faults.waiting import eventually
from tests.machine import Machine

#: Seconds within which the server closes the connection of a dead peer.
BOUND = 45.0
#: Seconds within which a client that receives no acknowledgement connects again.
_NOTICED = 30.0
#: A line from far away: seconds, and bytes a second.
_DELAY, _JITTER, _RATE = 0.2, 0.1, 40_000


async def half_open(machine: Machine) -> Verdict:
    """A proxy stops relaying, and neither end receives a FIN."""
    async with Proxy.before(machine.port) as proxy, new_group(machine.url, proxy.url) as people:
        async with people.talking():
            await all_in(people.devices)
            proxy.freeze()
            await asyncio.sleep(2)
        took = await _until_given_up(proxy)
        verdict = await people.verdict()
    verdict.resource += took > BOUND
    return verdict


async def one_way(machine: Machine) -> Verdict:
    """What some devices send is lost, while they still receive."""
    async with Proxy.before(machine.port) as proxy, new_group(machine.url, proxy.url) as people:
        async with people.talking():
            await all_in(people.devices)
            behind = people.devices[1::2]
            before = [device.connections for device in behind]
            proxy.freeze(down=False)
            clock = asyncio.get_running_loop().time
            began = clock()
            await eventually(
                lambda: all(d.connections > had for d, had in zip(behind, before, strict=True)),
                "a client never notices that it is not heard",
                within=4 * _NOTICED,
            )
            took = clock() - began
        await _until_given_up(proxy)
        verdict = await people.verdict()
    verdict.resource += took > _NOTICED
    return verdict


async def poor_network(machine: Machine, seconds: float) -> Verdict:
    """Half of the devices are on a line that is slow and far, and is reset now and then."""
    async with Proxy.before(machine.port) as proxy, new_group(machine.url, proxy.url) as people:
        proxy.delay, proxy.jitter, proxy.rate = _DELAY, _JITTER, _RATE
        async with people.talking():
            for _ in range(max(1, int(seconds / 5))):
                await asyncio.sleep(5)
                proxy.cut()
        return await people.verdict()


async def _until_given_up(proxy: Proxy) -> float:
    """Returns the seconds until the server has closed all frozen connections."""
    clock = asyncio.get_running_loop().time
    began = clock()
    await eventually(lambda: not proxy.frozen, "a dead peer is never given up", within=2 * BOUND)
    return clock() - began
