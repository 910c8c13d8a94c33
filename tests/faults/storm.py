"""F14: very many sockets are reset at once, and all reconnect."""

import asyncio

from tests.faults.device import Device
from tests.faults.group import eventually, new_group
from tests.faults.verdict import Verdict
from tests.machine import Machine

_PEOPLE = 20  # a user can have a hundred sockets on one process


async def storm(machine: Machine, count: int, times: int) -> Verdict:
    converged: list[float] = []
    async with new_group(machine.url, people=_PEOPLE, each=count // (2 * _PEOPLE)) as people:
        await eventually(lambda: _are_in(people.devices, 1), "not all are in", within=180)
        for turn in range(times):
            people.devices[0].send_message("before the storm")
            clock = asyncio.get_running_loop().time
            began = clock()
            for device in people.devices:
                device.hang_up()
            people.devices[0].send_message("in the storm")
            await eventually(lambda turn=turn: _are_in(people.devices, turn + 2), "not all come back", within=180)  # type: ignore[misc]
            converged += [clock() - began + needed for needed in await people.converge()]
        verdict = await people.verdict()
    verdict.converged = converged or verdict.converged
    return verdict


def _are_in(devices: list[Device], connections: int) -> bool:
    return all(device.connections >= connections for device in devices)
