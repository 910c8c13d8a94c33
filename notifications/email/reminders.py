"""The reminders that fired and that the user has not dealt with, for the email digest."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from accounts import sql as accounts
from accounts.models import User
from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from conversations.floor import FLOOR
from messaging import sql as messaging

#: Reminders that one letter shows; it counts the others. They are not grouped: each is about something else.
MOST_REMINDERS = 10

_DUE = f"""
SELECT count(*) OVER (), v.conversation_id, v.seq, v.note, v.reminded_at, x.id IS NOT NULL, x.body,
       COALESCE(NULLIF(s.display_name, ''), s.username, '')
FROM {messaging.SAVED}
LEFT JOIN {conversations.membership("v.conversation_id", "v.user_id")} AND m.left_at IS NULL
LEFT JOIN {conversations.conversation("m.conversation_id")}
LEFT JOIN {messaging.message("x", "c.id", "v.seq")} AND x.deleted_at IS NULL AND x.seq > {FLOOR}
LEFT JOIN {accounts.user("s", "x.sender_id")}
WHERE v.user_id = %s AND v.done_at IS NULL AND v.reminded_at > %s AND v.reminded_at <= %s
ORDER BY v.reminded_at LIMIT %s::int
"""  # noqa: S608


@dataclass(frozen=True)
class DueReminder:
    """`is_there` is whether the user may read the message; `body` is None if the server cannot."""

    conversation: UUID
    seq: int
    note: str
    reminded_at: datetime
    is_there: bool
    body: str | None
    sender: str


class DueReminders(NamedTuple):
    """The oldest ones, oldest first, and the number of all."""

    oldest: list[DueReminder]
    total: int


def due_reminders(user: User, *, since: datetime, until: datetime) -> DueReminders:
    """Returns the reminders of a span of time that are not done."""
    rows = fetch_all(_DUE, [user.pk, since, until, MOST_REMINDERS])
    return DueReminders([DueReminder(*row) for _, *row in rows], rows[0][0] if rows else 0)
