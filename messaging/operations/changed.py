"""What of several conversations changed since a rev of each, as it is now: two statements for any number of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from psycopg.types.numeric import Int8

from chatproject.lib.shapes import Member, Message
from chatproject.lib.statements import rows
from conversations.models import Membership
from conversations.rendering import MEMBER_COLUMNS, members_of
from messaging.rendering import MESSAGE_COLUMNS, messages_of

# `+ 0` keeps the planner from the index of seqs, by which it would read the whole log to find its last changes.
_MESSAGES = f"""
    SELECT found.* FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS held(conversation_id, rev, floor)
    CROSS JOIN LATERAL (
        SELECT {MESSAGE_COLUMNS} FROM messaging_message l
        WHERE l.conversation_id = held.conversation_id AND l.rev > held.rev AND l.seq + 0 > held.floor
        ORDER BY l.rev LIMIT %s
    ) found
"""  # noqa: S608
_MEMBERS = f"""
    SELECT found.* FROM unnest(%s::uuid[], %s::bigint[]) AS held(conversation_id, rev)
    CROSS JOIN LATERAL (
        SELECT {MEMBER_COLUMNS} FROM conversations_membership m
        WHERE m.conversation_id = held.conversation_id AND m.rev > held.rev
        ORDER BY m.rev LIMIT %s
    ) found
"""  # noqa: S608


class Held(NamedTuple):
    """A conversation of somebody's, and the rev he holds of it."""

    mine: Membership
    rev: int


def changed_messages(held: Sequence[Held], count: int) -> dict[UUID, list[Message]]:
    """The first `count` of each that its member may read, by rev."""
    floors = [Int8(mine.floor(mine.conversation)) for mine, _ in held]
    found: dict[UUID, list[Message]] = defaultdict(list)
    for message in messages_of(rows(_MESSAGES, [*_places(held), floors, Int8(count)]) if held else []):
        found[message.conversation].append(message)
    return found


def changed_members(held: Sequence[Held], count: int) -> dict[UUID, list[Member]]:
    """The first `count` of each, those who left among them, by rev."""
    return members_of(rows(_MEMBERS, [*_places(held), Int8(count)]) if held else [])


def _places(held: Sequence[Held]) -> tuple[list[UUID], list[Int8]]:
    return [mine.conversation_id for mine, _ in held], [Int8(rev) for _, rev in held]
