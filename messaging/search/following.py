"""Finds the conversations that are not indexed to their end, begins their indexing again, and measures it."""

import time
from typing import NamedTuple
from uuid import UUID

from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from messaging.search.indexing import CONVERSATIONS, index_conversations

# The latest changes first: they are what people look for.
_BEHIND = f"""
SELECT c.id FROM {conversations.ALL}
LEFT JOIN messaging_searchprogress p ON p.conversation_id = c.id
WHERE c.last_seq > 0 AND (p.rev IS NULL OR p.rev < c.rev OR p.left_seq > 0)
ORDER BY c.last_activity_at DESC LIMIT {CONVERSATIONS}
"""  # noqa: S608 (a number)
_MEASURE = f"""
SELECT count(*), COALESCE(sum(c.last_seq), 0)::bigint,
       COALESCE(sum(CASE WHEN p.rev IS NULL THEN c.last_seq ELSE LEAST(p.left_seq, c.last_seq) END), 0)::bigint
FROM {conversations.ALL} LEFT JOIN messaging_searchprogress p ON p.conversation_id = c.id
WHERE c.last_seq > 0
"""  # noqa: S608
_BEGIN_AGAIN = f"""
UPDATE messaging_searchprogress p SET left_seq = c.last_seq FROM {conversations.ALL}
WHERE c.id = p.conversation_id RETURNING NULL
"""  # noqa: S608
# A message may be removed while a worker indexes it; and a version without search, which runs during an update, removes
# messages without their entries.
_ORPHANS = """
DELETE FROM messaging_searchentry e
WHERE NOT EXISTS (SELECT FROM messaging_message x WHERE x.id = e.message_id) RETURNING NULL
"""

# Seconds, while another worker indexes the same conversations.
_PAUSE = 0.5


class Measure(NamedTuple):
    """How many conversations have messages, and how many messages there are and are left to index."""

    conversations: int
    messages: int
    left: int


def catch_up(*, seconds: float = 20) -> bool:
    """Indexes conversations that are behind, for at most `seconds`. Returns whether there may be more."""
    until = time.monotonic() + seconds
    before: list[UUID] | None = None
    while (rest := until - time.monotonic()) > 0:
        ids = [id for (id,) in fetch_all(_BEHIND, [])]
        if ids == before:
            time.sleep(_PAUSE)
        index_conversations(ids, seconds=rest)
        before = ids
        if len(ids) < CONVERSATIONS:
            return False
    return True


def begin_again() -> None:
    """Lets all messages be indexed once more. Until then, the entries of before are found."""
    forget_orphans()
    fetch_all(_BEGIN_AGAIN, [])


def forget_orphans() -> None:
    """Deletes the entries of messages that no longer exist."""
    fetch_all(_ORPHANS, [])


def measure() -> Measure:
    return Measure(*fetch_all(_MEASURE, [])[0])
