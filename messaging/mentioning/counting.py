"""The unread messages that mention a member: found again each time, so that they are right whatever happened."""

from collections.abc import Iterable
from uuid import UUID

from psycopg.types.numeric import Int8

from chatproject.contract.objects.messaging import UnreadMention
from chatproject.database.statements import fetch_all
from conversations.member_views import MemberView
from messaging import sql

_UNREAD = f"""
SELECT i.conversation_id, i.user_id, found.seq, found.sender_id
FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) AS i(conversation_id, user_id, after)
CROSS JOIN LATERAL ({sql.unread_mentions("i.user_id", "i.conversation_id", "i.after")}) found
ORDER BY 1, 2, 3
"""  # noqa: S608 (the names of our own columns)


def unread_mentions(views: Iterable[MemberView]) -> dict[tuple[UUID, UUID], list[UnreadMention]]:
    """Returns {(conversation, user): mentions, oldest first} of these members. Sends no query if nothing is unread."""
    behind = [view for view in views if view.unread]
    found: dict[tuple[UUID, UUID], list[UnreadMention]] = {}
    if not behind:
        return found
    after = [Int8(max(view.read_up_to, view.floor)) for view in behind]
    about = [[view.id for view in behind], [view.user for view in behind], after]
    for conversation, user, seq, sender in fetch_all(_UNREAD, about):
        found.setdefault((conversation, user), []).append(UnreadMention(seq=seq, sender=sender))
    return found
