"""What a person lacks who holds some conversations at some revs, as three questions of a statement each."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from psycopg.types.numeric import Int8

from chatproject.lib.shapes import Receipt
from chatproject.lib.statements import Question, Rows
from conversations.places import PLACE_COLUMNS, Place
from messaging.operations.changed import Held

# Those that moved, then those he did not name; he is told of all the former and of the first of the latter.
_PLACES = f"""
    SELECT held.rev, {PLACE_COLUMNS}
    FROM conversations_membership m JOIN conversations_conversation c ON c.id = m.conversation_id
    LEFT JOIN unnest(%s::uuid[], %s::bigint[]) AS held(id, rev) ON held.id = c.id
    WHERE m.user_id = %s AND m.left_at IS NULL AND (held.rev IS NULL OR c.rev > held.rev)
    ORDER BY held.rev IS NULL, c.last_activity_at DESC, c.id DESC LIMIT %s::bigint
"""  # noqa: S608
_GONE = """
    SELECT held.id, COALESCE(m.rev, held.rev) FROM unnest(%s::uuid[], %s::bigint[]) AS held(id, rev)
    LEFT JOIN conversations_membership m ON m.conversation_id = held.id AND m.user_id = %s
    WHERE m.id IS NULL OR m.left_at IS NOT NULL
"""
# His own always; the others' where members are listed, and only those that moved since.
_RECEIPTS = """
    WITH own AS (
        SELECT conversation_id, user_id, delivered_seq, read_seq FROM conversations_membership
        WHERE conversation_id = ANY(%s::uuid[]) AND user_id = %s AND left_at IS NULL
    )
    SELECT * FROM own
    UNION ALL
    SELECT m.conversation_id, m.user_id, m.delivered_seq, m.read_seq
    FROM own JOIN conversations_conversation c ON c.id = own.conversation_id AND c.member_count <= %s::integer
    JOIN conversations_membership m ON m.conversation_id = c.id AND m.left_at IS NULL AND m.user_id <> own.user_id
    WHERE m.receipt_at >= COALESCE(%s::timestamptz, '-infinity')
"""


def places_lacked(actor: UUID, held: dict[UUID, int], size: int) -> Question:
    """For the conversations of his that moved, and the latest `size` of those he does not hold."""
    return _PLACES, [list(held), [Int8(rev) for rev in held.values()], actor, Int8(len(held) + size)]


def moved_and_new(found: Rows) -> tuple[list[Held], list[Place]]:
    """The answer, each latest activity first."""
    moved = [Held(Place(*row), rev) for rev, *row in found if rev is not None]
    return moved, [Place(*row) for rev, *row in found if rev is None]


def conversations_gone(actor: UUID, held: dict[UUID, int]) -> Question:
    """For (conversation, rev) of those that are not his: the rev at which he went, or the held where he never was."""
    return _GONE, [list(held), [Int8(rev) for rev in held.values()], actor]


def receipts_moved(actor: UUID, held: dict[UUID, int], since: datetime | None) -> Question:
    """For the watermarks in those that are his: his own, and what moved of the others'; all without a `since`."""
    return _RECEIPTS, [list(held), actor, settings.LIMITS["members_listed"], since]


def receipts_of(found: Rows) -> list[Receipt]:
    """The answer."""
    return [
        Receipt(conversation=conversation, user=user, delivered_seq=delivered_seq, read_seq=read_seq)
        for conversation, user, delivered_seq, read_seq in found
    ]
