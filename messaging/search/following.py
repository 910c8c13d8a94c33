"""Indexes the conversations that wait for it, and sets aside for a while those that cannot be indexed."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded

from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from messaging.search.indexing import CONVERSATIONS, index_piece
from messaging.search.noticing import mark, notice

log = logging.getLogger(__name__)

# The latest first: they are what people look for. Partial index search_due.
_DUE = f"""
SELECT p.conversation_id FROM messaging_searchprogress p
WHERE p.due_at IS NOT NULL AND (p.failures = 0 OR p.due_at <= clock_timestamp())
  AND p.due_at >= clock_timestamp() - make_interval(secs => %s::float8)
ORDER BY p.due_at DESC LIMIT {CONVERSATIONS}
"""  # noqa: S608 (a number)
# Fifteen seconds, then twice as long each time, up to a day.
_SET_ASIDE = f"""
INSERT INTO messaging_searchprogress AS p (conversation_id, rev, left_seq, failures, due_at)
SELECT c.id, c.rev, c.last_seq, 1, clock_timestamp() + interval '15 s'
FROM {conversations.ALL} WHERE c.id = %s::uuid
ON CONFLICT (conversation_id) DO UPDATE SET
    failures = LEAST(p.failures + 1, 1000),
    due_at = clock_timestamp() + LEAST(interval '1 day', interval '15 s' * 2 ^ LEAST(p.failures, 20))
RETURNING failures
"""  # noqa: S608
_ASIDE = """
SELECT p.conversation_id, p.failures, p.due_at FROM messaging_searchprogress p
WHERE p.due_at IS NOT NULL AND p.failures > 0 ORDER BY p.failures DESC, p.due_at LIMIT 20
"""

#: Seconds of work after a hint. Notifications have the same workers, so all else is left to `catch_up`.
HINTED = 0.5
_JUST_NOW = 60.0
_EVER = 1e10
# Seconds, while another process indexes.
_PAUSE = 0.1


class Aside(NamedTuple):
    """A conversation that could not be indexed `failures` times in a row, and when it is tried again."""

    conversation: UUID
    failures: int
    again_at: datetime


def index_hinted(ids: Sequence[UUID]) -> bool:
    """Indexes these conversations, and what waits since just now. Returns whether something is left.

    If another process indexes, they wait for it: after each piece, it looks for what waits.
    """
    return _follow(list(ids), seconds=HINTED, waiting=_JUST_NOW)


def catch_up(*, seconds: float = 20) -> bool:
    """Indexes all conversations that are behind, for at most `seconds`. Returns whether there may be more."""
    notice()
    return _follow([], seconds=seconds, waiting=_EVER)


def set_aside() -> list[Aside]:
    """Returns the conversations that could not be indexed, at most 20 of them."""
    return [Aside(*row) for row in fetch_all(_ASIDE, [])]


def _follow(left: list[UUID], *, seconds: float, waiting: float) -> bool:
    until = time.monotonic() + seconds
    is_marked = False
    while now := left[:CONVERSATIONS] or [id for (id,) in fetch_all(_DUE, [waiting])]:
        more = _index(now)
        if more is not None:
            left, is_marked = [*left[CONVERSATIONS:], *more], False
        elif not left:
            time.sleep(_PAUSE)
        elif is_marked:
            return False
        else:
            mark(left)
            # Once more: the other process may have looked for what waits just before.
            is_marked = True
        if time.monotonic() >= until:
            mark(left)
            return True
    return False


def _index(ids: Sequence[UUID]) -> list[UUID] | None:
    """Indexes a piece of each. One that fails is tried alone, so that it does not hold up the others."""
    try:
        return index_piece(ids)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        if len(ids) == 1:
            _set_aside(ids[0])
            return []
    return [id for id in ids if _index([id]) != []]


def _set_aside(id: UUID) -> None:
    """Notes the failure. Raises if the database does not answer: that is no fault of the conversation."""
    for (failures,) in fetch_all(_SET_ASIDE, [id]):
        if failures == 1:
            log.exception("conversation %s cannot be indexed for search, and is tried again later", id)
