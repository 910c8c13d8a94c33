"""Once a user has read a message anywhere, its notifications are cleared from all their devices."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.sql import device
from chatproject.database.statements import fetch_all
from conversations.sql import membership
from notifications.outbox.fetching import forget, locked
from notifications.outbox.queueing import Due

PIECE = 5_000

# In one order, since other transactions do the same at the same time.
_CANCEL = """
WITH useless AS (
    SELECT n.id FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) AS i(user_id, conversation_id, seq)
    JOIN notifications_notification n
      ON n.user_id = i.user_id AND n.conversation_id = i.conversation_id AND n.seq <= i.seq
    WHERE n.kind = 'message' AND n.state = 'queued' AND n.cleared_at IS NULL
    ORDER BY n.id FOR NO KEY UPDATE OF n
)
UPDATE notifications_notification n SET state = 'cancelled', reason = 'read' FROM useless u WHERE n.id = u.id
RETURNING NULL
"""

# The devices that may still show it: those without a later clear that reaches as far. A notification that was being
# sent during the clear may have arrived after it.
_SHOWN = f"""
    n.kind = 'message' AND n.state = 'accepted' AND n.cleared_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM notifications_notification c
        WHERE c.registration_id = n.registration_id AND c.conversation_id = n.conversation_id AND c.seq >= n.seq
          AND c.kind = 'clear' AND c.created_at >= n.accepted_at)
    AND EXISTS (
        SELECT 1 FROM notifications_registration r JOIN {device("r.device_id")} AND d.ended_at IS NULL
        WHERE r.id = n.registration_id AND r.ended_at IS NULL)
"""  # noqa: S608

# One clear per device. Safari shows every push, so a clear would itself become visible there.
_CLEAR = f"""
WITH told AS (
    SELECT n.user_id, n.registration_id, n.conversation_id, max(i.seq) AS seq
    FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) AS i(user_id, conversation_id, seq)
    JOIN notifications_notification n
      ON n.user_id = i.user_id AND n.conversation_id = i.conversation_id AND n.seq <= i.seq
    WHERE {_SHOWN}
    GROUP BY 1, 2, 3
), by AS (
    SELECT t.*, r.channel, starts_with(r.address, 'https://web.push.apple.com/') AS is_safari
    FROM told t JOIN notifications_registration r ON r.id = t.registration_id
), written AS (
    INSERT INTO notifications_notification AS n
        (kind, user_id, registration_id, conversation_id, seq, state, reason, urgency, waits, due_at, created_at)
    SELECT 'clear', user_id, registration_id, conversation_id, seq,
           CASE WHEN is_safari THEN 'suppressed' ELSE 'queued' END, CASE WHEN is_safari THEN 'not_by_this' ELSE '' END,
           'normal', FALSE, statement_timestamp(), statement_timestamp()
    FROM by ORDER BY registration_id
    ON CONFLICT (registration_id, conversation_id, seq, kind) DO UPDATE
    SET state = EXCLUDED.state, reason = EXCLUDED.reason, due_at = EXCLUDED.due_at, created_at = EXCLUDED.created_at,
        attempts = 0, error = '', accepted_at = NULL
    WHERE n.state <> 'queued'
)
SELECT DISTINCT channel FROM by WHERE NOT is_safari
"""  # noqa: S608

_OVERLOOKED = f"""
SELECT n.user_id, n.conversation_id, m.read_seq FROM notifications_notification n
JOIN {membership("n.conversation_id", "n.user_id")}
WHERE m.read_seq >= n.seq AND n.created_at > %s AND {_SHOWN} LIMIT {PIECE}
"""  # noqa: S608

#: (user, conversation, seq): the user has read up to the seq.
Read = tuple[UUID, UUID, int]


def clear_read(ids: Sequence[int]) -> set[Due]:
    """Handles the outbox entries of reads. Returns the channels with queued notifications."""
    with transaction.atomic():
        entries = locked(ids)
        due = clear((each.user, each.conversation, each.seq) for each in entries if each.user is not None)
        forget(entries)
    return due


def clear(read: Iterable[Read]) -> set[Due]:
    """Cancels the queued notifications of read messages, and queues clears for devices that may show them. Returns the
    channels with queued notifications.
    """
    furthest: dict[tuple[UUID, UUID], int] = {}
    for user, conversation, seq in read:
        furthest[user, conversation] = max(seq, furthest.get((user, conversation), 0))
    if not furthest:
        return set()
    users, conversations = map(list, zip(*furthest, strict=True))
    columns = [users, conversations, list(furthest.values())]
    fetch_all(_CANCEL, columns)
    return {Due(channel) for (channel,) in fetch_all(_CLEAR, columns)}


def clear_overlooked(*, since: datetime) -> tuple[int, set[Due]]:
    """Clears a piece of the notifications decided since then whose message was read during their delivery: no other
    code clears them.

    Returns the number of rows, and the channels with queued notifications.
    """
    with transaction.atomic():
        read = [(user, conversation, seq) for user, conversation, seq in fetch_all(_OVERLOOKED, [since])]
        return len(read), clear(read)
