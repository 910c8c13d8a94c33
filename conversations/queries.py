"""Members and happenings of many conversations at once, as bare columns: each function is one statement."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.numeric import Int8

from chatproject.contract.objects import conversations as objects
from chatproject.database.statements import fetch_all

_MEMBER_COLUMNS = """
    m.conversation_id, m.user_id, m.role, m.rev, m.joined_at, m.delivered_seq, m.read_seq, m.left_at
"""
_HAPPENING_COLUMNS = "h.conversation_id, h.rev, h.seq, h.kind, h.created_at, h.user_id, h.by_id, h.title, h.keep_days"
_LISTED = f"""
    SELECT {_MEMBER_COLUMNS} FROM conversations_membership m
    WHERE m.conversation_id = ANY(%s::uuid[]) AND m.left_at IS NULL ORDER BY m.joined_at, m.id
"""  # noqa: S608 (the names of our own columns)
_MEMBERS_SINCE = f"""
    SELECT found.* FROM unnest(%s::uuid[], %s::bigint[]) AS held(conversation_id, rev)
    CROSS JOIN LATERAL (
        SELECT {_MEMBER_COLUMNS} FROM conversations_membership m
        WHERE m.conversation_id = held.conversation_id AND m.rev > held.rev
        ORDER BY m.rev LIMIT %s
    ) found
"""  # noqa: S608
_HAPPENINGS_SINCE = f"""
    SELECT found.* FROM unnest(%s::uuid[], %s::bigint[]) AS held(conversation_id, rev)
    CROSS JOIN LATERAL (
        SELECT {_HAPPENING_COLUMNS} FROM conversations_happening h
        WHERE h.conversation_id = held.conversation_id AND h.rev > held.rev
        ORDER BY h.rev LIMIT %s
    ) found
"""  # noqa: S608
_HAPPENINGS_BETWEEN = f"""
    SELECT {_HAPPENING_COLUMNS} FROM conversations_happening h
    WHERE h.conversation_id = %(conversation)s AND h.seq >= %(first)s::bigint AND h.seq <= %(last)s::bigint
      AND h.rev >= %(first_rev)s::bigint
    ORDER BY h.seq DESC, h.rev DESC LIMIT %(most)s::bigint
"""  # noqa: S608


def members_listed(conversations: Collection[UUID]) -> dict[UUID, list[objects.Member]]:
    """Returns the current members of each, in the order they joined."""
    return _members_of(fetch_all(_LISTED, [list(conversations)]))


def members_since(conversations: Sequence[UUID], revs: Sequence[int], most: int) -> dict[UUID, list[objects.Member]]:
    """Returns, for each conversation, the first members, current or former, that changed after its rev."""
    return _members_of(fetch_all(_MEMBERS_SINCE, [conversations, [Int8(rev) for rev in revs], Int8(most)]))


def happenings_since(
    conversations: Sequence[UUID], revs: Sequence[int], most: int
) -> dict[UUID, list[objects.Happening]]:
    """Returns, for each conversation, the first happenings after its rev."""
    return _happenings_of(fetch_all(_HAPPENINGS_SINCE, [conversations, [Int8(rev) for rev in revs], Int8(most)]))


def happenings_between(
    conversation: UUID, first: int, last: int, *, first_rev: int, most: int
) -> list[objects.Happening]:
    """Returns the latest happenings between the messages from one seq to another, oldest first."""
    numbers = {"first": first, "last": last, "first_rev": first_rev, "most": most}
    about = {"conversation": conversation, **{name: Int8(number) for name, number in numbers.items()}}
    return _happenings_of(fetch_all(_HAPPENINGS_BETWEEN, about)[::-1]).get(conversation, [])


def _members_of(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[objects.Member]]:
    """Returns {conversation: members} from rows of _MEMBER_COLUMNS, in their order."""
    members: dict[UUID, list[objects.Member]] = {}
    for conversation, user, role, rev, joined_at, delivered_seq, read_seq, left_at in rows:
        members.setdefault(conversation, []).append(
            objects.Member(
                user=user,
                role=role,
                rev=rev,
                joined_at=joined_at,
                delivered_seq=delivered_seq,
                read_seq=read_seq,
                left_at=left_at,
            )
        )
    return members


def _happenings_of(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[objects.Happening]]:
    """Returns {conversation: happenings} from rows of _HAPPENING_COLUMNS, in their order."""
    happenings: dict[UUID, list[objects.Happening]] = {}
    for conversation, rev, seq, kind, created_at, user, by, title, keep_days in rows:
        line = objects.Happening(
            rev=rev,
            seq=seq,
            kind=kind,
            created_at=created_at,
            user=user,
            by=by,
            title=title or None,
            keep_days=keep_days,
        )
        happenings.setdefault(conversation, []).append(line)
    return happenings
