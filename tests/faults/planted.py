"""Planted bugs, each of which must turn the drill red: a drill that nothing can fail proves nothing.

Each is planted in a copy of the project; two web processes of that copy run on the machine's PostgreSQL and Valkey.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tests.contract.mutants import copy
from tests.contract.server import Servers, Services
from tests.faults.duplicates import duplicates
from tests.faults.harm import kill_postgres
from tests.faults.party import party
from tests.faults.removal import removals
from tests.faults.talk import calm_talk
from tests.faults.verdict import Verdict
from tests.machine import Machine

#: Seconds after which a device that is behind has shown enough.
_PATIENCE = 8.0
_SENDING = "messaging/operations/sending.py"
_RECEIVING = "messaging/operations/receiving.py"


class Change(NamedTuple):
    """In `path` the one `old` becomes `new`."""

    path: str
    old: str
    new: str


class Bug(NamedTuple):
    """`shows` are the counts of which one must not be 0."""

    name: str
    changes: list[Change]
    act: Callable[[Servers, Machine], Coroutine[Any, Any, Verdict]]
    shows: tuple[str, ...]


async def _talk(servers: Servers, machine: Machine) -> Verdict:
    return await calm_talk([each.url for each in servers.both], 3, _PATIENCE)


async def _duplicates(servers: Servers, machine: Machine) -> Verdict:
    return await duplicates(list(servers.both), 2)


async def _removals(servers: Servers, machine: Machine) -> Verdict:
    return await removals(list(servers.both), 2)


async def _crash(servers: Servers, machine: Machine) -> Verdict:
    async with party(*(each.url for each in servers.both)) as people:
        async with people.talking():
            for device in people.devices:
                for number in range(400):
                    device.say(f"in haste {number}")
            await asyncio.sleep(1)
            await kill_postgres(machine, Random(1))
        return await people.verdict(_PATIENCE)


BUGS = [
    Bug(
        "acknowledged, never committed",
        [
            Change(
                _SENDING,
                "        realtime.publish(*envelopes)\n",
                "        realtime.publish(*envelopes)\n"
                "        if drafts[0].client_id.int % 4 == 0:\n            transaction.set_rollback(True)\n",
            )
        ],
        _talk,
        ("lost", "dup", "gap"),
    ),
    Bug(
        "acknowledged before the disk has it",
        [
            Change(
                _SENDING,
                "transact(Statement(_LOCK",
                "transact(Statement(\"SELECT set_config('synchronous_commit', 'off', true)\", []), Statement(_LOCK",
            )
        ],
        _crash,
        ("lost",),
    ),
    Bug(
        "a client_id that is not kept",
        [Change(_SENDING, "f.sender_id, f.client_id, f.body", "f.sender_id, gen_random_uuid(), f.body")],
        _duplicates,
        ("dup",),
    ),
    Bug(
        "told to nobody, and nobody looks",
        [
            Change(
                "chatproject/lib/realtime/__init__.py",
                "transaction.on_commit(partial(bus.send, envelopes), robust=True)",
                "partial(bus.send, envelopes)",
            ),
            Change("messaging/hub/reconciling.py", "EVERY = 4", "EVERY = 4000"),
        ],
        _talk,
        ("silent",),
    ),
    Bug(
        "membership asked only when the socket opens",
        [
            Change(
                "messaging/hub/hub.py",
                "self._unfollow(connection, conversation)\n                connection.push(gone)\n        ",
                "connection.push(gone)\n        ",
            )
        ],
        _removals,
        ("leak",),
    ),
    Bug(
        "unread by a counter of its own",
        [
            Change(
                "conversations/wholes.py",
                "unread=max(0, place.last_seq - place.read_seq)",
                "unread=max(0, place.rev - place.read_seq)",
            )
        ],
        _talk,
        ("unread",),
    ),
    Bug(
        "receipts that fall",
        [
            Change(
                _RECEIVING,
                "GREATEST(m.read_seq, LEAST(i.read_seq, c.last_seq)) AS read_seq",
                "LEAST(i.read_seq, c.last_seq) AS read_seq",
            )
        ],
        _talk,
        ("receipt",),
    ),
]


def harness(machine: Machine) -> int:
    """How many bugs survived."""
    killed = 0
    for bug in BUGS:
        found = _verdict(bug, machine)
        is_killed = any(found.counts[name] for name in bug.shows)
        print(f"BUG {bug.name}: {'killed, ' if is_killed else 'SURVIVED '}{found.said(*bug.shows)}", flush=True)  # noqa: T201
        killed += is_killed
    print(f"HARNESS mutants={len(BUGS)} killed={killed}", flush=True)  # noqa: T201
    return len(BUGS) - killed


def _verdict(bug: Bug, machine: Machine) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        copy(Path(folder))
        for change in bug.changes:
            path = Path(folder) / change.path
            text = path.read_text()
            assert text.count(change.old) == 1, f"{bug.name}: {text.count(change.old)} places in {change.path}"
            path.write_text(text.replace(change.old, change.new))
        services = Services(machine.database_url, machine.redis_url, "planted.")
        servers = Servers.start(services, folder=Path(folder))
        try:
            return asyncio.run(bug.act(servers, machine))
        except BaseException:
            print(*(each.log()[-5_000:] for each in servers.both), sep="\n", file=sys.stderr)  # noqa: T201
            raise
        finally:
            servers.stop()
