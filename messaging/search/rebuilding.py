"""Begins the indexing of all conversations again, and measures how far it is."""

from typing import NamedTuple

from chatproject.database.statements import fetch_all
from conversations import sql as conversations

_MEASURE = f"""
SELECT count(*), COALESCE(sum(c.last_seq), 0)::bigint,
       COALESCE(sum(CASE WHEN p.rev IS NULL THEN c.last_seq ELSE LEAST(p.left_seq, c.last_seq) END), 0)::bigint,
       count(*) FILTER (WHERE p.failures > 0)
FROM {conversations.ALL} LEFT JOIN messaging_searchprogress p ON p.conversation_id = c.id
WHERE c.last_seq > 0
"""  # noqa: S608
_BEGIN_AGAIN = f"""
UPDATE messaging_searchprogress p
SET left_seq = c.last_seq, failures = 0, due_at = LEAST(c.last_activity_at, clock_timestamp())
FROM {conversations.ALL} WHERE c.id = p.conversation_id RETURNING NULL
"""  # noqa: S608
# A message may be removed while a worker indexes it; and a version without search, which runs during an update, removes
# messages without their entries.
_ORPHANS = """
DELETE FROM messaging_searchentry e
WHERE NOT EXISTS (SELECT FROM messaging_message x WHERE x.id = e.message_id) RETURNING NULL
"""


class Measure(NamedTuple):
    """How many conversations have messages; how many messages there are and are left to index; and how many
    conversations are set aside because they could not be indexed.
    """

    conversations: int
    messages: int
    left: int
    set_aside: int


def begin_again() -> None:
    """Lets all messages be indexed once more. Until then, the entries of before are found."""
    forget_orphans()
    fetch_all(_BEGIN_AGAIN, [])


def forget_orphans() -> None:
    """Deletes the entries of messages that no longer exist."""
    fetch_all(_ORPHANS, [])


def measure() -> Measure:
    return Measure(*fetch_all(_MEASURE, [])[0])
