"""Planted bugs, each of which must turn the drill red: a drill that nothing can fail proves nothing.

Each is planted in a copy of the project; two web processes of that copy run on the machine's PostgreSQL and Valkey.
"""

from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

from tests.contract.planting import Change
from tests.contract.server import Servers
from tests.faults import provoking
from tests.faults.verdict import Verdict
from tests.machine import Machine

_SENDING = "messaging/operations/sending.py"
_SENDING_SQL = "messaging/operations/sending_sql.py"
_RECEIVING = "messaging/operations/receiving.py"
_REALTIME = "chatproject/realtime/__init__.py"
_LAZILY = "Statement(\"SELECT set_config('synchronous_commit', 'off', true)\", [])"
_TOLD_AFTER_COMMIT = "transaction.on_commit(partial(bus.send, envelopes), robust=True)"


class Bug(NamedTuple):
    """At least one of the counts in `shows` must not be 0. A bug that runs `alone` also breaks what others use."""

    name: str
    changes: list[Change]
    act: Callable[[Servers, Machine], Coroutine[Any, Any, Verdict]]
    shows: tuple[str, ...]
    alone: bool = False


def _in_a_transaction(end: str) -> Change:
    """Sends are written in a transaction that ends like this."""
    write = "def _write(drafts: Sequence[Draft]) -> list[Outcome]:\n"
    return Change(
        _SENDING,
        write,
        write + "    from django.db import transaction\n"
        "    with transaction.atomic():\n"
        "        outcomes = _write_whole(drafts)\n"
        f"        {end}\n"
        "    return outcomes\n\n\n" + write.replace("_write", "_write_whole"),
    )


BUGS = [
    Bug(
        "acknowledged, never committed",
        [_in_a_transaction("if drafts[0].client_id.int % 4 == 0:\n            transaction.set_rollback(True)")],
        provoking.brief_talk,
        ("lost", "dup", "gap"),
    ),
    Bug(
        "acknowledged before the disk has it",
        [
            Change(
                _SENDING, "transact(Statement(conversations.LOCK", f"transact({_LAZILY}, Statement(conversations.LOCK"
            )
        ],
        provoking.crash,
        ("lost",),
        alone=True,
    ),
    Bug(
        "a receipt acknowledged before the disk has it",
        [Change(_RECEIVING, "transact(Statement(_ADVANCE", f"transact({_LAZILY}, Statement(_ADVANCE")],
        provoking.crash_amid_receipts,
        ("receipt",),
        alone=True,
    ),
    Bug(
        "a client_id that is not kept",
        [Change(_SENDING_SQL, "f.sender_id, f.client_id, f.body", "f.sender_id, gen_random_uuid(), f.body")],
        provoking.repeats,
        ("dup",),
    ),
    Bug(
        "told to no one, and no one looks",
        [
            Change(
                _REALTIME,
                _TOLD_AFTER_COMMIT,
                "partial(bus.send, envelopes)",
            ),
            Change("messaging/hub/reconciling.py", "EVERY = 4", "EVERY = 4000"),
        ],
        provoking.long_talk,
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
        provoking.departures,
        ("leak",),
    ),
    Bug(
        "a search that asks for no membership",
        [
            Change("messaging/search/places.py", "m.user_id = %s AND m.left_at IS NULL", "m.user_id = %s"),
            Change("messaging/search/finding.py", '"%(actor)s")} AND m.left_at IS NULL', '"%(actor)s")}'),
        ],
        provoking.departures,
        ("leak",),
    ),
    Bug(
        "a pin that a later sync leaves out",
        [Change("messaging/operations/pinning.py", '"pinned_by", "rev"]', '"pinned_by"]')],
        provoking.brief_talk,
        ("silent",),
    ),
    Bug(
        "unread by a counter of its own",
        [
            Change(
                "conversations/member_views.py",
                "max(0, self.last_seq - self.read_up_to)",
                "max(0, self.rev - self.read_up_to)",
            )
        ],
        provoking.brief_talk,
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
        provoking.brief_talk,
        ("receipt",),
    ),
    Bug(
        "told before it is committed, and then it is not",
        [
            Change(_REALTIME, _TOLD_AFTER_COMMIT, "bus.send(envelopes)"),
            _in_a_transaction("if __import__('random').random() < 0.2:\n            raise DatabaseError"),
        ],
        provoking.brief_talk,
        ("phantom",),
    ),
    Bug(
        "a queue without bound",
        [
            Change(
                "messaging/hub/connection.py",
                "if len(self._queue) > MAX_QUEUED or self._queued_size > MAX_QUEUED_SIZE:",
                "if False:",
            )
        ],
        provoking.slow_reading,
        ("resource",),
    ),
]
