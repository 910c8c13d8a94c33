"""Reads a range of one conversation's log as its member may read it: one statement in all cases."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.types.numeric import Int8

from chatproject.contract.errors import NotFound
from chatproject.database.statements import fetch_all
from conversations.floor import FIRST_REV, FLOOR
from conversations.sql import MEMBERSHIPS
from messaging.rendering import MESSAGE_COLUMNS

# A member always gets a row, with nulls if there is nothing to read. Others get none.
_RANGE = f"""
    SELECT mine.happened_rev, mine.floor, mine.first_rev, x.*
    FROM (
        SELECT m.conversation_id, c.happened_rev,
               {FLOOR} AS floor, {FIRST_REV} AS first_rev
        FROM {MEMBERSHIPS}
        WHERE m.conversation_id = %(conversation)s AND m.user_id = %(actor)s AND m.left_at IS NULL
    ) mine
    LEFT JOIN LATERAL (
        SELECT {{columns}} FROM messaging_message l
        WHERE l.conversation_id = mine.conversation_id
          AND l.seq > greatest(mine.floor, %(after)s::bigint) AND l.seq < %(before)s::bigint
        ORDER BY l.seq {{order}} LIMIT %(size)s::bigint
    ) x ON true
"""  # noqa: S608
_NEWEST, _OLDEST = (_RANGE.format(columns=MESSAGE_COLUMNS, order=order) for order in ("DESC", "ASC"))

#: Greater than every counter.
END = 2**63 - 1

Row = tuple[Any, ...]


class Range(NamedTuple):
    """Message rows, oldest first, with the values that find the happenings between them."""

    rows: Sequence[Row]
    happened_rev: int
    floor: int
    first_rev: int


def newest(actor: UUID, conversation: UUID, size: int, *, after: int = 0, before: int = END) -> Range:
    """The last `size` messages between two seqs. Raises NotFound if the actor is not a member."""
    found = _found(_NEWEST, actor, conversation, size, after, before)
    return found._replace(rows=found.rows[::-1])


def oldest(actor: UUID, conversation: UUID, size: int, *, after: int = 0, before: int = END) -> Range:
    """The first `size` messages between two seqs. Raises NotFound if the actor is not a member."""
    return _found(_OLDEST, actor, conversation, size, after, before)


def _found(statement: str, actor: UUID, conversation: UUID, size: int, after: int, before: int) -> Range:
    # A plain number would get the smallest type that holds it, and each combination of types a plan of its own.
    numbers = {"size": Int8(size), "after": Int8(after), "before": Int8(before)}
    found = fetch_all(statement, {"actor": actor, "conversation": conversation, **numbers})
    if not found:
        raise NotFound
    happened_rev, floor, first_rev, id, *_ = found[0]
    return Range([row[3:] for row in found] if id is not None else [], happened_rev, floor, first_rev)
