"""F17: the disk under DATA_DIR is full, and then has room again."""

import asyncio
import contextlib
from random import Random

import psycopg

from tests.faults.elsewhere import filled, on_a_small_disk
from tests.faults.talk import amid_talk
from tests.faults.verdict import Verdict
from tests.faults.waiting import eventually
from tests.machine import Machine

#: Seconds for which nothing fits.
_WHILE = 12.0


async def full_disk(_: Machine, times: int, chance: Random) -> Verdict:
    async with on_a_small_disk() as machine:
        return await amid_talk(_fill_and_free, machine, times, chance, group_count=1)


async def _fill_and_free(machine: Machine, chance: Random) -> None:
    async with filled(machine.data_dir):
        if chance.random() < 0.5:  # else tables are the first that cannot grow
            await asyncio.to_thread(_end_segment, machine)
        await asyncio.sleep(_WHILE)
    await eventually(lambda: asyncio.to_thread(machine.is_ready), "it is not ready again")


def _end_segment(machine: Machine) -> None:
    """Has PostgreSQL begin a file of its log, for which there is no room: it ends at once."""
    with contextlib.suppress(psycopg.Error), psycopg.connect(machine.database_url, autocommit=True) as line:
        for _ in range(4):  # some are there already
            line.execute("SELECT pg_logical_emit_message(false, 'drill', repeat('x', 17 * 1024 * 1024))")
