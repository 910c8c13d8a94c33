"""Notices the conversations that changed without being indexed: a hint was lost, or its worker.

Only messages and revisions since the last time are read, so that it costs the same with any number of conversations.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from psycopg.types.numeric import Int8

from chatproject.database.statements import fetch_all
from conversations import sql as conversations
from messaging.models import SearchWatermark

_MARK = f"""
INSERT INTO messaging_searchprogress AS p (conversation_id, rev, left_seq, due_at)
SELECT c.id, c.rev, c.last_seq, {{due}} FROM ({{found}}) f JOIN {conversations.conversation("f.id")}
LEFT JOIN messaging_searchprogress q ON q.conversation_id = c.id
WHERE c.last_seq > 0 AND (q.rev IS NULL OR (q.due_at IS NULL AND (q.rev < c.rev OR q.left_seq > 0)))
ORDER BY c.id
ON CONFLICT (conversation_id) DO UPDATE SET due_at = EXCLUDED.due_at
WHERE p.due_at IS NULL AND (p.rev < EXCLUDED.rev OR p.left_seq > 0) RETURNING NULL
"""  # noqa: S608 (the names of our own columns)
_MARK_THESE = _MARK.format(due="clock_timestamp()", found="SELECT unnest(%s::uuid[]) AS id")
_MARK_CHANGED = _MARK.format(
    due="clock_timestamp()",
    found="""
    SELECT x.conversation_id AS id FROM messaging_message x WHERE x.id > %s::bigint
    UNION SELECT x.conversation_id FROM messaging_revision r JOIN messaging_message x ON x.id = r.message_id
    WHERE r.id > %s::bigint
""",
)
# In the order of their last messages, also where the clock was set back.
_MARK_ALL = _MARK.format(
    due="LEAST(c.last_activity_at, clock_timestamp())",
    found=f"SELECT c.id FROM {conversations.ALL}",  # noqa: S608
)
# In another cluster, as after a restore, transactions have lower numbers.
_READ = """
SELECT w.id, w.messages, w.revisions,
    w.next_xid <= pg_snapshot_xmin(s)::text::bigint OR w.next_xid > pg_snapshot_xmax(s)::text::bigint,
    COALESCE((SELECT max(x.id) FROM messaging_message x), 0), COALESCE((SELECT max(r.id) FROM messaging_revision r), 0),
    pg_snapshot_xmax(s)::text::bigint
FROM messaging_searchwatermark w, pg_current_snapshot() s FOR UPDATE OF w SKIP LOCKED
"""
_ADVANCE = """
UPDATE messaging_searchwatermark SET messages = next_messages, revisions = next_revisions,
    next_messages = %s::bigint, next_revisions = %s::bigint, next_xid = %s::bigint
WHERE id = %s::bigint RETURNING NULL
"""
# So many of the latest may belong to transactions that are not over.
_START = """
INSERT INTO messaging_searchwatermark (id, messages, revisions, next_messages, next_revisions, next_xid)
SELECT 1, GREATEST(x.last - 10000, 0), GREATEST(r.last - 10000, 0), x.last, r.last,
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint
FROM (SELECT COALESCE(max(id), 0) AS last FROM messaging_message) x,
    (SELECT COALESCE(max(id), 0) AS last FROM messaging_revision) r
ON CONFLICT DO NOTHING RETURNING NULL
"""


def mark(ids: Sequence[UUID]) -> None:
    """Lets these conversations wait to be indexed, if they are behind."""
    if ids:
        fetch_all(_MARK_THESE, [list(ids)])


def mark_all() -> None:
    """Compares all conversations with their progress."""
    fetch_all(_MARK_ALL, [])


@transaction.atomic
def notice() -> None:
    """Lets the conversations wait that have messages or revisions since the watermark and are behind.

    Who writes one holds the lock of its conversation, and with it a transaction id, before it takes an id.
    """
    if not SearchWatermark.objects.exists():
        fetch_all(_START, [])
        mark_all()
        return
    for id, messages, revisions, is_over, last_message, last_revision, xid in fetch_all(_READ, []):
        fetch_all(_MARK_CHANGED, [Int8(messages), Int8(revisions)])
        if is_over:
            fetch_all(_ADVANCE, [Int8(last_message), Int8(last_revision), Int8(xid), Int8(id)])
