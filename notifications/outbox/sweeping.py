"""Repairs what was lost or overtaken, and deletes what is old."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from chatproject.database.statements import fetch_all
from messaging.sql import FORGET_FAILED, RECALL
from notifications.delivery.channels.http import LONGEST_REQUESTED
from notifications.outbox.clearing import PIECE, clear_overlooked
from notifications.outbox.fanning_out import fan_out_due
from notifications.outbox.queueing import Deliveries, Due

log = logging.getLogger(__name__)

#: Notifications sent before this are left to `tidy`, which goes through all of them.
_RECENTLY = timedelta(minutes=10)

_WAITING = """
SELECT DISTINCT r.channel FROM (
    SELECT n.registration_id FROM notifications_notification n
    WHERE n.state = 'queued' AND n.due_at <= statement_timestamp() ORDER BY n.due_at LIMIT %s
) n JOIN notifications_registration r ON r.id = n.registration_id
"""

# What no pause explains was written while a clock was ahead: its time may be hours away.
_RECALL = f"""
UPDATE notifications_notification SET due_at = statement_timestamp() WHERE id = ANY(ARRAY(
    SELECT id FROM notifications_notification
    WHERE state = 'queued' AND due_at > statement_timestamp() AND (
        due_at > statement_timestamp() + interval '{LONGEST_REQUESTED} seconds'
        OR COALESCE(sent_at, created_at) > statement_timestamp() + interval '1 minute')
    ORDER BY due_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED))
RETURNING NULL
"""  # noqa: S608 (a number)

# ANY(ARRAY(…)) searches for the piece once. IN (…) may be planned to search again for each row, and then deletes more
# than one piece.
_LEDGER = """
DELETE FROM notifications_notification WHERE id = ANY(ARRAY(
    SELECT id FROM notifications_notification
    WHERE created_at < %s ORDER BY created_at LIMIT %s FOR UPDATE SKIP LOCKED))
"""
# The ledger's rows about a registration are older than its end, and so are deleted first.
_REGISTRATIONS = """
DELETE FROM notifications_registration WHERE id = ANY(ARRAY(
    SELECT r.id FROM notifications_registration r
    WHERE r.ended_at < %s AND NOT EXISTS (SELECT 1 FROM notifications_notification n WHERE n.registration_id = r.id)
    ORDER BY r.ended_at LIMIT %s FOR UPDATE SKIP LOCKED))
"""


def sweep() -> bool:
    """Does the work that the queue lost. Returns whether there may be more to fan out."""
    _recall()
    is_more = fan_out_due()
    clear_overlooked(since=timezone.now() - _RECENTLY)
    with Deliveries() as deliveries:
        deliveries.add(Due(channel) for (channel,) in fetch_all(_WAITING, [PIECE]))
    return is_more


def _recall() -> None:
    """Makes due what waits only because the clock of PostgreSQL or of this machine was set back."""
    if recalled := len(fetch_all(RECALL, [PIECE])) + len(fetch_all(_RECALL, [PIECE])):
        log.warning("a clock was set back: %d entries that it delayed are due now", recalled)


def tidy() -> dict[str, int]:
    """Deletes one piece of each kind of old rows. Returns how many of each."""
    before = timezone.now() - timedelta(days=settings.NOTIFICATIONS_KEPT)
    overlooked, due = clear_overlooked(since=before)
    with Deliveries() as deliveries:
        deliveries.add(due)
    return {
        "overlooked": overlooked,
        "ledger": _delete(_LEDGER, before),
        "registrations": _delete(_REGISTRATIONS, before),
        "outbox_entries": _delete(FORGET_FAILED, before),
    }


def _delete(statement: str, *about: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, [*about, PIECE])
        gone: int = cursor.rowcount
        return gone
