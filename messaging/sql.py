"""Fragments of SQL about this app's tables, for other apps. Their aliases are part of the interface."""

from accounts.sql import blocks


def message(alias: str, conversation: str, seq: str) -> str:
    """Joins the message with this seq."""
    return f"messaging_message {alias} ON {alias}.conversation_id = {conversation} AND {alias}.seq = {seq}"


#: Unread mentions of one conversation beyond this are not counted.
MOST_MENTIONS = 100


def unread_mentions(user: str, conversation: str, after: str) -> str:
    """Selects (seq, sender_id) of the messages after a seq that mention the user, the newest first, with the
    parameters as SQL. Not of people whom the user blocks.
    """
    found = f"""(
        SELECT x.seq, x.sender_id FROM messaging_mention n JOIN messaging_message x ON x.id = n.message_id
        WHERE n.conversation_id = {conversation} AND n.user_id {{whose}} AND n.seq > {after}
          AND x.deleted_at IS NULL AND x.sender_id <> {user}
          AND NOT EXISTS (SELECT 1 FROM {blocks(user)} AND b.blocked_id = x.sender_id)
        ORDER BY n.seq DESC LIMIT {MOST_MENTIONS})"""  # noqa: S608
    every = f"{found.format(whose=f'= {user}')} UNION {found.format(whose='IS NULL')}"
    return f"{every} ORDER BY seq DESC LIMIT {MOST_MENTIONS}"


#: Saved messages; the caller adds the condition.
SAVED = "messaging_savedmessage v"


def saved(alias: str, conversation: str, seq: str, user: str) -> str:
    """Joins the user's entry of a message that they saved."""
    return f"""messaging_savedmessage {alias}
    ON {alias}.user_id = {user} AND {alias}.conversation_id = {conversation} AND {alias}.seq = {seq}"""


#: The newest messages after a seq of each conversation that others sent in a span of time. If not all are needed, only
#: those that match a pattern, mention the user or reply to them are selected, so that many others do not hide them.
NEWEST_OF_INTEREST = """
SELECT i.conversation_id, x.seq
FROM unnest(%s::uuid[], %s::bigint[], %s::bool[]) AS i(conversation_id, after, is_all)
CROSS JOIN LATERAL (
    SELECT x.seq FROM messaging_message x
    WHERE x.conversation_id = i.conversation_id AND x.seq > i.after
      AND x.deleted_at IS NULL AND x.sender_id <> %s::uuid
      AND x.created_at > %s::timestamptz AND x.created_at <= %s::timestamptz
      AND (i.is_all OR normalize(x.body, NFKC) ~* %s::text OR EXISTS (
          SELECT 1 FROM messaging_mention n WHERE n.message_id = x.id AND (n.user_id = %s::uuid OR n.user_id IS NULL)
      ) OR EXISTS (
          SELECT 1 FROM messaging_message y
          WHERE y.conversation_id = x.conversation_id AND y.seq = x.reply_to AND y.sender_id = %s::uuid))
    ORDER BY x.seq DESC LIMIT %s::int
) x
"""
#: In a backup the counters went back: a new epoch makes clients resync.
NEW_EPOCH = "UPDATE messaging_epoch SET value = replace(gen_random_uuid()::text, '-', '')"

# Outbox entries


def due_entries(most: int) -> str:
    """Locks and selects (id, kind, conversation_id) of the entries that are due longest and not locked."""
    return f"""
    SELECT h.id, h.kind, h.conversation_id FROM messaging_handover h
    WHERE h.failed_at IS NULL AND h.due_at <= statement_timestamp()
    ORDER BY h.due_at LIMIT {most} FOR UPDATE SKIP LOCKED
"""  # noqa: S608 (a number)


#: Deletes outbox entries `h`; the caller adds the condition.
FORGET = "DELETE FROM messaging_handover h"
FORGET_THESE = "DELETE FROM messaging_handover WHERE id = ANY(%s::bigint[]) RETURNING NULL"
FORGET_FAILED = """
DELETE FROM messaging_handover WHERE id = ANY(ARRAY(
    SELECT id FROM messaging_handover WHERE failed_at < %s LIMIT %s FOR UPDATE SKIP LOCKED))
"""
LOCK_THESE = """
SELECT id, conversation_id, seq, user_id, after, trace FROM messaging_handover
WHERE id = ANY(%s::bigint[]) AND failed_at IS NULL ORDER BY id FOR UPDATE SKIP LOCKED
"""
#: Moves it to the end of the queue: other messages must not wait until all members of this one are handled.
GO_ON = "UPDATE messaging_handover SET after = %s, due_at = statement_timestamp() WHERE id = %s RETURNING NULL"

#: Seconds until an entry that failed is due again, at most.
LONGEST_PAUSE = 128
#: Makes entries due that no pause explains: the clock of PostgreSQL was ahead when they were written.
RECALL = f"""
UPDATE messaging_handover SET due_at = statement_timestamp() WHERE id = ANY(ARRAY(
    SELECT id FROM messaging_handover
    WHERE failed_at IS NULL AND due_at > statement_timestamp() + interval '{LONGEST_PAUSE} seconds'
    ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED))
RETURNING NULL
"""  # noqa: S608 (a number)


def fail(most_attempts: int) -> str:
    """Stores the error of an entry, to be retried later, or set aside after too many attempts."""
    return f"""
UPDATE messaging_handover
SET attempts = attempts + 1, error = %s,
    due_at = statement_timestamp() + LEAST(2 * power(4, attempts), {LONGEST_PAUSE}) * interval '1 second',
    failed_at = CASE WHEN attempts + 1 >= {most_attempts} THEN statement_timestamp() END
WHERE id = %s RETURNING failed_at
"""  # noqa: S608 (a number)


COUNT_WAITING = "SELECT count(*) FROM messaging_handover WHERE failed_at IS NULL"
COUNT_FAILED = "SELECT count(*) FROM messaging_handover WHERE failed_at IS NOT NULL"
#: The number of waiting and failed entries, and the age of the oldest in seconds.
COUNTS = """
SELECT count(*) FILTER (WHERE failed_at IS NULL), count(*) FILTER (WHERE failed_at IS NOT NULL),
       EXTRACT(EPOCH FROM statement_timestamp() - min(created_at) FILTER (WHERE failed_at IS NULL))::float8
FROM messaging_handover
"""
