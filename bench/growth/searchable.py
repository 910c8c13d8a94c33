"""Fills the search index of the grown messages by set-based SQL: the workers would take an hour for ten millions.

Facets and words are those of the product. The index is built once all entries are there, as PostgreSQL restores one.
"""

from datetime import datetime
from uuid import UUID

import psycopg

from bench.progress import say
from messaging.search.facets import BLOCK_BITS, month, person, place
from messaging.search.text import words

#: Of one message in the middle of the user's conversations.
RARE = "quixotic"
_LOCK = "SELECT pg_advisory_lock(hashtextextended('messaging.search', 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('messaging.search', 0))"
_DEFINITION = "SELECT pg_get_indexdef('search_entry'::regclass)"
_NUMBERS = "CREATE TABLE IF NOT EXISTS growth.facet (id uuid PRIMARY KEY, number integer NOT NULL)"
_IDS = "SELECT id, true FROM growth.place UNION ALL SELECT DISTINCT user_id, false FROM growth.seat"
_ENTRIES = f"""
INSERT INTO messaging_searchentry (message_id, facets, text)
SELECT m.id, ARRAY[(m.id >> {BLOCK_BITS})::integer, p.number, s.number, %(month)s::integer],
       %(before)s::text || m.seq || %(after)s::text
FROM messaging_message m JOIN growth.facet p ON p.id = m.conversation_id JOIN growth.facet s ON s.id = m.sender_id
WHERE m.id > (SELECT coalesce(max(message_id), 0) FROM messaging_searchentry) AND m.body LIKE 'Message %%'
"""  # noqa: S608 (a number)
_RARE = """
WITH middle AS (
    UPDATE messaging_message SET body = body || ' ' || %(rare)s::text WHERE id = (
        SELECT m.id FROM messaging_message m JOIN growth.place p ON p.id = m.conversation_id
        WHERE p.n = 0 AND m.body LIKE 'Message %%' ORDER BY m.seq LIMIT 1 OFFSET 100
    ) AND body NOT LIKE '%%' || %(rare)s::text RETURNING id
)
UPDATE messaging_searchentry SET text = text || %(rare)s::text || ' ' WHERE message_id IN (SELECT id FROM middle)
"""
_PROGRESS = """
INSERT INTO messaging_searchprogress (conversation_id, rev, left_seq, language, detected_seq)
SELECT c.id, c.rev, 0, '', c.last_seq FROM conversations_conversation c JOIN growth.place p ON p.id = c.id
ON CONFLICT (conversation_id) DO UPDATE
SET rev = EXCLUDED.rev, left_seq = 0, detected_seq = EXCLUDED.detected_seq, due_at = NULL
"""


def hold(connection: psycopg.Connection) -> None:
    """Lets no worker index while the messages are written."""
    connection.execute(_LOCK)


def fill(connection: psycopg.Connection, body: str, now: datetime) -> None:
    """Indexes the messages that are not. `body` is their text, with `{}` for the number."""
    say("    the entries of search")
    before, after = words(body.replace("{}", "7")).split("7")
    values = {"month": month(now), "before": before, "after": after, "rare": RARE}
    definition = (connection.execute(_DEFINITION).fetchone() or ("",))[0]
    connection.execute(_NUMBERS)
    numbers = [(id, _number(id, is_place)) for id, is_place in connection.execute(_IDS)]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO growth.facet VALUES (%s, %s) ON CONFLICT DO NOTHING", numbers)
    connection.execute("DROP INDEX search_entry")
    for statement in (_ENTRIES, _RARE, _PROGRESS):
        connection.execute(statement.encode(), values)
    say("    the index of search")
    connection.execute("SET maintenance_work_mem = '256MB'")
    connection.execute(definition.encode())
    connection.execute("VACUUM (ANALYZE) messaging_searchentry")
    connection.execute("VACUUM (ANALYZE) messaging_searchprogress")
    connection.execute(_UNLOCK)


def _number(id: UUID, is_place: bool) -> int:
    return place(id) if is_place else person(id)
