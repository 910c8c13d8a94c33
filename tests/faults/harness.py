"""Plants each bug, and looks whether the drill notices."""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.contract.mutants import copy
from tests.contract.server import Servers, Services
from tests.faults.planted import Bug, Planted
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: How many are looked for at the same time.
_AT_ONCE = 2
#: Seconds that one may take, on a machine that is busy with other things.
_PATIENCE = 120.0


async def harness(machine: Machine, bugs: Sequence[Bug], say: Callable[[str], None]) -> int:
    """How many of the bugs were noticed."""
    free = asyncio.Semaphore(_AT_ONCE)

    async def is_killed(bug: Bug) -> bool:
        async with free:
            found = await _verdict(bug, machine)
        is_killed = any(found.counts[name] for name in bug.shows)
        say(f"BUG {bug.name}: {'killed, ' if is_killed else 'SURVIVED '}{found.said(*bug.shows)}")
        return is_killed

    return sum(await asyncio.gather(*(is_killed(bug) for bug in bugs)))


async def _verdict(bug: Bug, machine: Machine) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        plant(bug, Path(folder))
        prefix = f"{Path(folder).name}."
        services = Services(machine.database_url, machine.redis_url, prefix)
        servers = await asyncio.to_thread(Servers.start, services, folder=Path(folder))
        try:
            async with asyncio.timeout(_PATIENCE):
                return await bug.act(servers, machine)
        except BaseException:
            print(*(each.log()[-5_000:] for each in servers.both), sep="\n", file=sys.stderr)  # noqa: T201
            raise
        finally:
            await asyncio.to_thread(servers.stop)


def plant(bug: Planted, folder: Path) -> None:
    """A copy of the project with the bug in it. Fails where the project does not read as the bug expects."""
    copy(folder)
    for change in bug.changes:
        path = folder / change.path
        text = path.read_text()
        assert text.count(change.old) == 1, f"{bug.name}: {text.count(change.old)} places in {change.path}"
        path.write_text(text.replace(change.old, change.new))
