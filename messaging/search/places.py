"""Where a person can search: their conversations, and which messages of each they may read now."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from conversations.floor import FLOOR
from conversations.unread import READ_UP_TO

_PLACES = f"""
SELECT c.id, {FLOOR}, c.last_seq, {READ_UP_TO}, c.title, c.direct_key,
       COALESCE(p.language, ''), COALESCE(LEAST(p.left_seq, c.last_seq), c.last_seq)
FROM {conversations.MEMBERSHIPS} LEFT JOIN messaging_searchprogress p ON p.conversation_id = c.id
WHERE m.user_id = %s AND m.left_at IS NULL
"""  # noqa: S608 (the names of our own columns)
# A partial index has the pinned messages of each conversation.
_PINNED = """
SELECT x.id FROM messaging_message x WHERE x.conversation_id = ANY(%s::uuid[]) AND x.pinned_at IS NOT NULL
"""
_SAVED = """
SELECT x.id FROM messaging_savedmessage s
JOIN messaging_message x ON x.conversation_id = s.conversation_id AND x.seq = s.seq WHERE s.user_id = %s::uuid
"""


class Mine(NamedTuple):
    """A conversation of the person. `left_seq`: its messages up to there are not indexed yet."""

    conversation: UUID
    floor: int
    last_seq: int
    read_seq: int
    title: str
    direct_key: str | None
    language: str
    left_seq: int

    @property
    def unindexed(self) -> int:
        return max(0, self.left_seq - self.floor)


def places_of(person: UUID) -> list[Mine]:
    return [Mine(*row) for row in fetch_all(_PLACES, [person])]


def pinned_in(places: Sequence[UUID]) -> list[int]:
    """Returns the ids of the pinned messages."""
    return [id for (id,) in fetch_all(_PINNED, [list(places)])]


def saved_by(person: UUID) -> list[int]:
    """Returns the ids of the messages that they saved, also of those that they may no longer read."""
    return [id for (id,) in fetch_all(_SAVED, [person])]
