"""Repairs what was lost or overtaken, and deletes what is old."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from chatproject.database.statements import fetch_all
from messaging.sql import FORGET_FAILED
from notifications.outbox.clearing import PIECE, clear_overlooked
from notifications.outbox.fanning_out import fan_out_due
from notifications.outbox.queueing import Deliveries, Due

#: Notifications sent before this are left to `tidy`, which goes through all of them.
_RECENTLY = timedelta(minutes=10)

_WAITING = """
SELECT DISTINCT r.channel FROM (
    SELECT n.registration_id FROM notifications_notification n
    WHERE n.state = 'queued' AND n.due_at <= statement_timestamp() ORDER BY n.due_at LIMIT %s
) n JOIN notifications_registration r ON r.id = n.registration_id
"""

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
    is_more = fan_out_due()
    clear_overlooked(since=timezone.now() - _RECENTLY)
    with Deliveries() as deliveries:
        deliveries.add(Due(channel) for (channel,) in fetch_all(_WAITING, [PIECE]))
    return is_more


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
