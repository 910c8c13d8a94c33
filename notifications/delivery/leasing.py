"""Leases notifications that are due, so that no other worker sends them for a while."""

from collections.abc import Collection

from accounts import sql as accounts
from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from conversations.blocking import HAS_BLOCKED
from conversations.floor import FLOOR
from conversations.unread import READ_UP_TO
from media import sql as media
from messaging import sql as messaging
from notifications.delivery.outgoing import Outgoing

#: Seconds of a lease: more than sending can take. A worker that dies does not return its leases: they expire, and
#: another worker leases the notification.
LEASE = 30
#: A notification is set aside after this many workers died while they sent it.
MOST_DEATHS = 5

_MENTIONS = messaging.unread_mentions("m.user_id", "m.conversation_id", f"GREATEST({READ_UP_TO}, {FLOOR})")

# A row whose attempts all recorded no result killed its worker each time.
_LEASE_DUE = f"""
WITH due AS (
    SELECT n.id FROM notifications_notification n JOIN notifications_registration r ON r.id = n.registration_id
    WHERE n.state = 'queued' AND n.due_at <= statement_timestamp() AND NOT (
        CASE WHEN r.channel = 'webpush' THEN substring(r.address FROM '^\\w+://[^/?]*')
             WHEN r.channel = 'apns' AND r.is_sandbox THEN 'apns-sandbox' ELSE r.channel END = ANY(%s::text[]))
    ORDER BY n.due_at LIMIT %s::int FOR NO KEY UPDATE OF n SKIP LOCKED
), leased AS (
    UPDATE notifications_notification n
    SET due_at = statement_timestamp() + make_interval(secs => {LEASE}), attempts = n.attempts + 1
    FROM due WHERE n.id = due.id
    RETURNING n.id, n.kind, n.user_id, n.conversation_id, n.seq, n.urgency, n.waits, n.attempts, n.error, n.created_at,
              n.registration_id, n.trace
), unread AS (
    SELECT m.user_id, sum(c.last_seq - ({READ_UP_TO}))::bigint AS total,
           sum((SELECT count(*) FROM ({_MENTIONS}) mentions))::bigint AS mentions
    FROM {conversations.MEMBERSHIPS}
    WHERE m.user_id IN (SELECT user_id FROM leased) AND m.left_at IS NULL AND m.archived_at IS NULL
      AND (m.muted_until IS NULL OR m.muted_until <= statement_timestamp()) AND c.last_seq > {READ_UP_TO}
      AND NOT {HAS_BLOCKED}
    GROUP BY m.user_id
)
SELECT n.*, r.channel, r.address, r.p256dh, r.auth, r.is_sandbox, r.is_enabled,
       CASE WHEN r.ended_at IS NULL THEN '' ELSE r.ended_why END, d.ended_at IS NULL AND u.is_active,
       u.locale, COALESCE(p.privacy, 'auto'),
       m.id IS NOT NULL, COALESCE(m.read_seq, 0), COALESCE(m.delivered_seq, 0),
       COALESCE(c.kind = 'direct', FALSE), COALESCE(c.title, ''),
       x.id IS NOT NULL, x.body, CASE WHEN x.has_attachments THEN {media.first_kind("x")} END, x.created_at,
       COALESCE(NULLIF(s.display_name, ''), s.username, ''), COALESCE(t.total, 0), COALESCE(t.mentions, 0),
       COALESCE(v.note, ''), v.reminded_at IS NOT NULL AND v.done_at IS NULL
FROM leased n
JOIN notifications_registration r ON r.id = n.registration_id
JOIN {accounts.device("r.device_id")}
JOIN {accounts.user("u", "n.user_id")}
LEFT JOIN notifications_preferences p ON p.user_id = n.user_id
LEFT JOIN {conversations.membership("n.conversation_id", "n.user_id")} AND m.left_at IS NULL
LEFT JOIN {conversations.conversation("n.conversation_id")}
LEFT JOIN {messaging.message("x", "n.conversation_id", "n.seq")} AND x.deleted_at IS NULL AND (
    n.kind = 'message' OR n.kind = 'reminder' AND m.id IS NOT NULL AND n.seq > {FLOOR})
LEFT JOIN {messaging.saved("v", "n.conversation_id", "n.seq", "n.user_id")} AND n.kind = 'reminder'
LEFT JOIN {accounts.user("s", "x.sender_id")}
LEFT JOIN unread t ON t.user_id = n.user_id
ORDER BY n.id
"""  # noqa: S608

_NEXT = """
SELECT EXTRACT(EPOCH FROM min(n.due_at) - statement_timestamp())::float8
FROM notifications_notification n WHERE n.state = 'queued' AND n.registration_id IS NOT NULL
"""


def lease(most: int, *, but: Collection[str] = ()) -> list[Outgoing]:
    """Leases the notifications that have been due longest, except those for origins that have enough already."""
    return [Outgoing(*row) for row in fetch_all(_LEASE_DUE, [list(but), most])]


def seconds_to_next() -> float | None:
    """Returns the seconds until the next notification is due, at most 0 if one is due now."""
    [(due,)] = fetch_all(_NEXT, [])
    return None if due is None else float(due)
