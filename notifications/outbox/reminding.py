"""Reminders that fired: they notify all of the user's devices, and by email those who do not see it for a while.

The user asked for them, so do-not-disturb and quiet hours do not hold them back, nor does what they are doing now.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import sql as accounts
from chatproject.database.statements import fetch_all
from messaging.presence.reading import presence_of
from notifications.deciding.facts import PreferencesFacts
from notifications.outbox.fetching import LockedEntry, forget, locked
from notifications.outbox.queueing import Due
from notifications.outbox.writing_decisions import DIGESTS

# A reminder that fires again after its earlier notification is a new one. If that still waits, there is only one.
_LEDGER = f"""
WITH told AS (
    SELECT r.user_id, r.id, r.channel, r.is_enabled, i.conversation_id, i.seq
    FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) AS i(user_id, conversation_id, seq)
    JOIN {accounts.user("u", "i.user_id")} AND u.is_active
    JOIN notifications_registration r ON r.user_id = i.user_id AND r.ended_at IS NULL
    JOIN {accounts.device("r.device_id")} AND d.ended_at IS NULL
), written AS (
    INSERT INTO notifications_notification AS n
        (kind, user_id, registration_id, conversation_id, seq, state, reason, urgency, waits, due_at, created_at)
    SELECT 'reminder', user_id, id, conversation_id, seq, CASE WHEN is_enabled THEN 'queued' ELSE 'suppressed' END,
           CASE WHEN is_enabled THEN '' ELSE 'off' END, 'high', FALSE, statement_timestamp(), statement_timestamp()
    FROM told ORDER BY id, conversation_id, seq
    ON CONFLICT (registration_id, conversation_id, seq, kind) DO UPDATE
    SET state = EXCLUDED.state, reason = EXCLUDED.reason, due_at = EXCLUDED.due_at, created_at = EXCLUDED.created_at,
        attempts = 0, error = '', sent_at = NULL, accepted_at = NULL, shown_at = NULL, cleared_at = NULL
    WHERE n.state <> 'queued'
)
SELECT DISTINCT channel FROM told WHERE is_enabled
"""  # noqa: S608

_BY_EMAIL = f"""
SELECT u.id, CASE WHEN p.user_id IS NULL THEN {PreferencesFacts().email_after} ELSE p.email_after END
FROM unnest(%s::uuid[]) AS i(user_id) JOIN {accounts.user("u", "i.user_id")} AND u.is_active
LEFT JOIN notifications_preferences p ON p.user_id = u.id
WHERE (p.user_id IS NULL OR p.email_after IS NOT NULL) AND EXISTS (SELECT FROM {accounts.verified_email("u.id")})
"""  # noqa: S608


def remind(ids: Sequence[int]) -> set[Due]:
    """Handles the outbox entries of reminders. Returns the channels with queued notifications."""
    with transaction.atomic():
        entries = [each for each in locked(ids) if each.user is not None]
        columns = [[each.user for each in entries], [each.conversation for each in entries], [e.seq for e in entries]]
        due = {Due(channel) for (channel,) in fetch_all(_LEDGER, columns)}
        _schedule_emails(entries)
        forget(entries)
    return due


def _schedule_emails(entries: Sequence[LockedEntry]) -> None:
    """Schedules an email for the users who are not looking at a device now."""
    now, users = timezone.now(), {each.user for each in entries if each.user is not None}
    by_email: dict[UUID, int] = dict(fetch_all(_BY_EMAIL, [list(users)])) if users else {}
    active = presence_of({str(user) for user in by_email}, set()).active if by_email else ()
    due = {user: now + timedelta(minutes=after) for user, after in by_email.items() if str(user) not in active}
    if due:
        fetch_all(DIGESTS, [list(due), list(due.values())])
