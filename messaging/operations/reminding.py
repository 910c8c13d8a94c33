"""Fires the reminders of saved messages, each exactly once, whatever happens to the workers and their clocks."""

from django.db import transaction
from django.utils import timezone

from accounts.lists import list_changed
from chatproject.database.statements import fetch_all
from messaging import outbox
from messaging.models import SavedMessage

PIECE = 500

# The row is its own claim: the same transaction says that it fired and writes the outbox entry that notifies. Only the
# database's clock counts. A row that another worker is firing is skipped.
_FIRE = """
WITH due AS (
    SELECT s.id FROM messaging_savedmessage s
    WHERE s.remind_at <= statement_timestamp() AND s.reminded_at IS NULL AND s.done_at IS NULL
    ORDER BY s.remind_at LIMIT %s::int FOR NO KEY UPDATE SKIP LOCKED
), fired AS (
    UPDATE messaging_savedmessage s SET reminded_at = statement_timestamp() FROM due WHERE s.id = due.id
    RETURNING s.user_id, s.conversation_id, s.seq
), told AS (
    INSERT INTO messaging_handover (kind, conversation_id, seq, user_id)
    SELECT 'due', conversation_id, seq, user_id FROM fired
)
SELECT user_id FROM fired
"""


@transaction.atomic
def fire_reminders() -> int:
    """Fires a piece of the reminders that are due. Returns how many."""
    fired = [user for (user,) in fetch_all(_FIRE, [PIECE])]
    if fired:
        list_changed("saved", fired)
        outbox.notify()
    return len(fired)


def settle_reminders() -> None:
    """Makes the reminders of a restored database due without a notification.

    They may have fired after the backup was made. Each device shows that they are due.
    """
    now = timezone.now()
    SavedMessage.objects.open().filter(remind_at__lte=now, reminded_at=None).update(reminded_at=now)
