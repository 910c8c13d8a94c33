"""Fetches outbox entries, so that each is handled once: by row locks, which end with the process that holds them."""

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import DatabaseError

from accounts.sql import verified_email
from chatproject.database.pipeline import Statement, transact
from chatproject.database.statements import fetch_all
from chatproject.database.transactions import is_down, retried
from conversations import sql as conversations
from messaging import sql as messaging

log = logging.getLogger(__name__)

T = TypeVar("T")

BATCH = 500
_MOST_ATTEMPTS = 5

# Most messages concern no one who has a device to notify: their entries are deleted right here, for one round trip and
# a look at each conversation. LIMIT makes PostgreSQL look each member up: else it might read all registrations.
_FETCH = f"""
WITH fetched AS MATERIALIZED ({messaging.due_entries(BATCH)}), places AS (
    SELECT DISTINCT t.conversation_id FROM fetched t WHERE t.kind = 'sent'
), heard AS MATERIALIZED (
    SELECT s.conversation_id FROM places s CROSS JOIN LATERAL (
        SELECT FROM {conversations.MEMBERS} AND m.conversation_id = s.conversation_id AND (
            (SELECT TRUE FROM notifications_registration r WHERE r.user_id = m.user_id AND r.ended_at IS NULL LIMIT 1)
            OR (SELECT TRUE FROM {verified_email("m.user_id")} AND NOT EXISTS (
                SELECT 1 FROM notifications_digest d WHERE d.user_id = e.user_id AND d.due_at IS NOT NULL) LIMIT 1)
        ) LIMIT 1
    ) AS recipient
), unheard AS (
    {messaging.FORGET} USING fetched t
    WHERE h.id = t.id AND t.kind = 'sent' AND t.conversation_id NOT IN (SELECT conversation_id FROM heard)
)
SELECT (SELECT count(*) FROM fetched), l.id, l.kind, l.member_count
FROM (VALUES (1)) AS one LEFT JOIN (
    SELECT t.id, t.kind, COALESCE(c.member_count, 0) AS member_count
    FROM fetched t LEFT JOIN {conversations.conversation("t.conversation_id")}
    WHERE t.kind <> 'sent' OR t.conversation_id IN (SELECT conversation_id FROM heard)
) l ON TRUE
ORDER BY l.id
"""  # noqa: S608
_FAIL = messaging.fail(_MOST_ATTEMPTS)


class DueEntry(NamedTuple):
    """An outbox entry to handle."""

    id: int
    kind: str
    member_count: int


class LockedEntry(NamedTuple):
    """An outbox entry that this transaction has locked."""

    id: int
    conversation: UUID
    seq: int
    user: UUID | None
    after: UUID | None
    trace: str


def fetch_due() -> tuple[int, list[DueEntry]]:
    """Returns how many were due, at most one batch, and the entries that may concern anyone. The others are deleted."""
    rows = transact(Statement(_FETCH, []))
    return rows[0][0], [DueEntry(id, kind, member_count) for _, id, kind, member_count in rows if id is not None]


def locked(ids: Sequence[int]) -> list[LockedEntry]:
    """Locks and returns the entries that no other process holds or has handled since."""
    return [LockedEntry(*row) for row in fetch_all(messaging.LOCK_THESE, [list(ids)])]


def forget(entries: Sequence[LockedEntry]) -> None:
    fetch_all(messaging.FORGET_THESE, [[each.id for each in entries]])


def each_or_all(ids: Sequence[int], work: Callable[[Sequence[int]], T]) -> list[T]:
    """Works on all of them in one transaction; if that fails, on each in its own, so that only the culprit fails.

    The culprit is retried later, and set aside after some attempts.
    """
    try:
        return [retried(lambda: work(ids))]
    except Exception as error:
        if isinstance(error, DatabaseError) and is_down(error):
            raise
        if len(ids) > 1:
            return [done for id in ids for done in each_or_all([id], work)]
        _fail(ids[0], error)
        return []


def _fail(id: int, error: Exception) -> None:
    said = f"{type(error).__name__}: {error}".replace("\0", "")[:200]
    for (failed_at,) in fetch_all(_FAIL, [said, id]):
        log.warning("outbox entry %d %s: %s", id, "is set aside" if failed_at else "comes again", said)
