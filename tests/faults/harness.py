"""Plants each bug, and checks whether the drill notices it."""

import asyncio
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.contract.planting import plant
from tests.contract.server import Servers, Services
from tests.faults.planted import Bug
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: How many bugs run at the same time, of those that break nothing that others use.
_AT_ONCE = 2
#: The most attempts to provoke one bug: some appear only at the right moment.
_TRIES = 5
#: Seconds after which an attempt never ends, however busy the machine is.
_PATIENCE = 900.0


async def harness(bugs: Sequence[Bug], report: Callable[[str], None]) -> int:
    """Returns how many of the bugs were noticed."""
    if not bugs:
        return 0
    machine = Machine()
    try:
        await asyncio.to_thread(machine.start)
        alone = [await _is_killed(bug, machine, report) for bug in bugs if bug.alone]
        free = asyncio.Semaphore(_AT_ONCE)

        async def beside(bug: Bug) -> bool:
            async with free:
                return await _is_killed(bug, machine, report)

        return sum(alone) + sum(await asyncio.gather(*(beside(bug) for bug in bugs if not bug.alone)))
    finally:
        await asyncio.to_thread(machine.discard)


async def _is_killed(bug: Bug, machine: Machine, report: Callable[[str], None]) -> bool:
    try:
        tries, found = await _provoked(bug, machine)
    except Exception as error:  # the others are still worth a try
        traceback.print_exc()
        report(f"BUG {bug.name}: FAILED: {type(error).__name__}: {error}")
        return False
    is_killed = found.shows(*bug.shows)
    report(f"BUG {bug.name}: {'killed' if is_killed else 'SURVIVED'} tries={tries} {found.said(*bug.shows)}")
    return is_killed


async def _provoked(bug: Bug, machine: Machine) -> tuple[int, Verdict]:
    """Provokes the bug until it shows. Returns the number of attempts and the last verdict."""
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        plant(bug.name, bug.changes, Path(folder))
        prefix = f"{Path(folder).name}."
        services = Services(machine.database_url, machine.redis_url, prefix)
        servers = await asyncio.to_thread(Servers.start, services, folder=Path(folder))
        try:
            tries, found = 0, Verdict()
            while tries < _TRIES and not found.shows(*bug.shows):
                async with asyncio.timeout(_PATIENCE):
                    found = await bug.act(servers, machine)
                tries += 1
            return tries, found
        except BaseException:
            print(*(each.log()[-5_000:] for each in servers.both), sep="\n", file=sys.stderr)  # noqa: T201
            raise
        finally:
            await asyncio.to_thread(servers.stop)
