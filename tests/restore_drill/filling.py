"""Many messages in one conversation, by SQL: written one by one they would take hours."""

import hashlib

import psycopg

_MESSAGES = """
INSERT INTO messaging_message (conversation_id, seq, rev, sender_id, client_id, body, created_at)
SELECT c.id, c.last_seq + n, c.rev + n, %(sender)s, gen_random_uuid(),
       'Message ' || n || ' of a conversation in which much is said about ladders, tea and the weather.', now()
FROM conversations_conversation c CROSS JOIN generate_series(1, %(count)s) n WHERE c.id = %(conversation)s
"""
_HEAD = """
UPDATE conversations_conversation SET last_seq = last_seq + %(count)s, rev = rev + %(count)s
WHERE id = %(conversation)s
"""
_HISTORY = (
    "SELECT seq, client_id::text, body FROM messaging_message WHERE conversation_id = %s AND seq <= %s ORDER BY seq"
)


def fill(url: str, conversation: str, sender: str, count: int) -> None:
    values = {"conversation": conversation, "sender": sender, "count": count}
    with psycopg.connect(url) as line:
        line.execute(_MESSAGES, values)
        line.execute(_HEAD, values)


def history(url: str, conversation: str, until: int) -> str:
    """Returns a hash of all messages up to a seq, read row by row."""
    digest = hashlib.sha256()
    with psycopg.connect(url) as line, line.cursor(name="history") as rows:
        rows.itersize = 10_000
        for row in rows.execute(_HISTORY, [conversation, until]):
            digest.update(repr(row).encode())
    return digest.hexdigest()


def last_seq(url: str, conversation: str) -> int:
    with psycopg.connect(url) as line:
        [(seq,)] = line.execute("SELECT last_seq FROM conversations_conversation WHERE id = %s", [conversation])
        return int(seq)
