"""Short runs against two web processes, each of which shows one kind of bug."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import psycopg

from tests.contract.server import Servers
from tests.faults.duplicates import duplicates
from tests.faults.group import all_sent, new_group
from tests.faults.inflict import crash_postgres, kill_postgres
from tests.faults.readers import slow_readers
from tests.faults.removal import removals
from tests.faults.talk import calm_talk
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: Seconds to wait for a device that is behind: if the bug should show there, and if not.
_PATIENCE, _BRIEFLY = 6.0, 1.0
#: The number of messages with a receipt each.
_TO_READ = 200


async def brief_talk(servers: Servers, machine: Machine) -> Verdict:
    return await calm_talk([each.url for each in servers.both], 2, _BRIEFLY)


async def long_talk(servers: Servers, machine: Machine) -> Verdict:
    return await calm_talk([each.url for each in servers.both], 2, _PATIENCE)


async def slow_reading(servers: Servers, machine: Machine) -> Verdict:
    return await slow_readers([each.url for each in servers.both], [each.pid for each in servers.both], 1)


async def repeats(servers: Servers, machine: Machine) -> Verdict:
    return await duplicates(list(servers.both), 2)


async def departures(servers: Servers, machine: Machine) -> Verdict:
    return await removals(list(servers.both), 2)


async def crash(servers: Servers, machine: Machine) -> Verdict:
    async with new_group(*(each.url for each in servers.both)) as people:
        async with people.talking():
            for device in people.devices:
                for number in range(400):
                    device.send_message(f"in haste {number}")
            await asyncio.sleep(1)
            await kill_postgres(machine, Random(1))
        return await people.verdict(_BRIEFLY)


async def crash_amid_receipts(servers: Servers, machine: Machine) -> Verdict:
    """Sends nothing afterwards, because a later receipt would hide the loss of an earlier one."""
    with _only_commits_reach_the_disk(machine):
        return await _crash_amid_receipts(servers, machine)


@contextmanager
def _only_commits_reach_the_disk(machine: Machine) -> Iterator[None]:
    """Delays PostgreSQL's own writes of its log, which would save data that no commit waited for. By default it writes
    five times a second and after a megabyte."""
    _configure(machine, "SET wal_writer_delay = '10s'", "SET wal_writer_flush_after = '1GB'")
    yield
    _configure(machine, "RESET wal_writer_delay", "RESET wal_writer_flush_after")


def _configure(machine: Machine, *changes: str) -> None:
    with psycopg.connect(machine.database_url, autocommit=True) as line:
        for change in changes:
            line.execute(f"ALTER SYSTEM {change}")
        line.execute("SELECT pg_reload_conf()")


async def _crash_amid_receipts(servers: Servers, machine: Machine) -> Verdict:
    async with new_group(*(each.url for each in servers.both)) as people:
        speaker, *others = people.devices
        # One device of each user: of two that read the same, only one raises the watermark.
        readers = list({device.access: device for device in others if device.access != speaker.access}.values())
        for number in range(_TO_READ):
            speaker.send_message(f"to be read {number}")
        await all_sent([speaker])
        for reader in readers:
            for number in range(1, _TO_READ + 1):
                reader.read(number)
        while any(reader.unsent for reader in readers):
            await asyncio.sleep(0.001)
        await crash_postgres(machine)
        return await people.verdict(_BRIEFLY)
