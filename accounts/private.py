"""A user's private data, and the counter of its changes: `me_rev`, separate from the revs that others see.

An operation that writes private data calls `next_me_rev` in its transaction, as the last lock it takes, stores the
number with the data, and publishes an event with both. `sync` includes every kind that is registered here.
"""

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import ValidationError
from psycopg.types.numeric import Int8

from chatproject.contract.objects.sync import MyChanges
from chatproject.database.statements import fetch_all

log = logging.getLogger(__name__)

_NEXT = """
    INSERT INTO accounts_personalcounter AS counter (user_id, rev) VALUES (%s::uuid, 1)
    ON CONFLICT (user_id) DO UPDATE SET rev = counter.rev + 1 RETURNING rev
"""

_MARK = """
    WITH counted AS (
        INSERT INTO accounts_personalcounter AS counter (user_id, rev)
        SELECT id, 1 FROM unnest(%s::uuid[]) AS person(id) ORDER BY id
        ON CONFLICT (user_id) DO UPDATE SET rev = counter.rev + 1 RETURNING user_id, rev
    )
    INSERT INTO accounts_personalmark (user_id, list, me_rev) SELECT user_id, %s, rev FROM counted
    ON CONFLICT (user_id, list) DO UPDATE SET me_rev = EXCLUDED.me_rev RETURNING user_id, me_rev
"""


class Kind(NamedTuple):
    """Private data of one kind.

    `name` is their field of MyChanges. `changed` selects (me_rev, JSON) of those of %(actor)s that changed after
    %(since)s. `read` makes the contract's object from that JSON. A user has many of them if `is_list`, else one.
    """

    name: str
    changed: str
    read: Callable[[Any], Any]
    is_list: bool


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def next_me_rev(user: UUID) -> int:
    """Counts one more change of a user's private data. The row stays locked until the transaction ends."""
    [(rev,)] = fetch_all(_NEXT, [user])
    return int(rev)


def mark_changed(name: str, users: Iterable[UUID]) -> dict[UUID, int]:
    """Counts a change of a private list for each of these users. Returns their new me_revs."""
    return dict(fetch_all(_MARK, [list(set(users)), name]))


def _statement() -> str:
    """Returns one query for all kinds."""
    kinds = (f"SELECT '{name}', * FROM ({kind.changed}) AS of_kind" for name, kind in _kinds.items())  # noqa: S608
    changed = " UNION ALL ".join(kinds)
    return f"SELECT * FROM ({changed}) AS changed (name, me_rev, thing) ORDER BY me_rev LIMIT %(most)s::bigint"  # noqa: S608


def changes_since(user: UUID, since: int, head: int, size: int) -> MyChanges:
    """Returns the first private changes after `since`, about `size`. `head` is the current me_rev."""
    # A return to a conversation changes settings and a draft at one me_rev, which no page divides.
    rows = fetch_all(_statement(), {"actor": user, "since": Int8(since), "most": Int8(size + 2)})
    if len(rows) > size and rows[size][1] == rows[size - 1][1]:
        size += 1
    more = len(rows) > size
    things: dict[str, Any] = {"memberships": [], "changed": []}
    for name, _, thing in rows[:size]:
        kind = _kinds[name]
        try:
            read = kind.read(thing)
        except ValidationError as error:
            _note_damaged(name, user, str(error))
            continue
        if kind.is_list:
            things.setdefault(name, []).append(read)
        else:
            things[name] = read
    return MyChanges(id=user, me_rev=rows[size - 1][1] if more else head, more=more, **things)


@lru_cache(maxsize=1_000)
def _note_damaged(name: str, user: UUID, problem: str) -> None:
    """Logs a row that is left out, once in each process."""
    log.error("a row of %s of user %s is damaged and left out: %s", name, user, problem)
