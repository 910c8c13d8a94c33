"""F14: very many sockets are reset at once, and all reconnect."""

import asyncio

from tests.faults.group import all_in, new_group
from tests.faults.verdict import Verdict
from tests.machine import Machine

_PEOPLE = 20  # a user can have a hundred sockets on one process


async def storm(machine: Machine, count: int, times: int) -> Verdict:
    converged: list[float] = []
    async with new_group(machine.url, people=_PEOPLE, each=count // (2 * _PEOPLE)) as people:
        await all_in(people.devices)
        for turn in range(times):
            people.devices[0].send_message("before the storm")
            clock = asyncio.get_running_loop().time
            began = clock()
            for device in people.devices:
                device.hang_up()
            people.devices[0].send_message("in the storm")
            await all_in(people.devices, turn + 2)
            converged += [clock() - began + needed for needed in await people.converge()]
        verdict = await people.verdict()
    verdict.converged = converged or verdict.converged
    return verdict
