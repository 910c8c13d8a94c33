"""10,000 conversations and as many messages as requested, written by set-based SQL.

Not through the operations, as `manage.py seed` does: they would take an hour for ten million messages, and the
measurement is of reading and sending afterwards. Rows are copies of rows that the operations made, so that a new column
needs no change here; seq, rev and watermarks keep the laws of docs/protocol.md.
"""

from datetime import UTC, datetime

import psycopg

from bench.growth.searchable import fill, hold
from bench.progress import say

CONVERSATIONS = 10_000
#: The number of conversations of the measured user, and the least messages in each of them.
MINE = 200
MY_LEAST = 200
_CROWD = 1_000
_ROUNDS = 20

_PLACES = """
CREATE SCHEMA growth;
CREATE TABLE growth.crowd (n integer PRIMARY KEY, id uuid NOT NULL);
CREATE TABLE growth.place (n integer PRIMARY KEY, id uuid NOT NULL UNIQUE);
CREATE TABLE growth.seat (n integer, position integer, user_id uuid NOT NULL, PRIMARY KEY (n, position));
"""

_CROWD_IDS = "INSERT INTO growth.crowd SELECT n, uuidv7() FROM generate_series(0, %(crowd)s - 1) n"

_PEOPLE = """
INSERT INTO accounts_user
SELECT (jsonb_populate_record(u, jsonb_build_object(
    'id', c.id, 'username', 'growth' || c.n, 'email', 'growth' || c.n || '@example.org', 'password', '!'
))).*
FROM growth.crowd c, accounts_user u WHERE u.id = %(me)s
"""

_IDS = "INSERT INTO growth.place SELECT n, uuidv7() FROM generate_series(0, %(conversations)s - 1) n"

_CONVERSATIONS = """
INSERT INTO conversations_conversation
SELECT (jsonb_populate_record(c, jsonb_build_object('id', p.id, 'title', 'Growth ' || p.n))).*
FROM growth.place p, conversations_conversation c WHERE c.id = %(model)s ORDER BY p.n
"""

# The measured user has the first seat of the first conversations; the crowd takes turns in the other seats.
_SEATS = """
INSERT INTO growth.seat
SELECT p.n, s, CASE WHEN s = 0 AND p.n < %(mine)s THEN %(me)s ELSE c.id END
FROM growth.place p CROSS JOIN generate_series(0, %(seats)s - 1) s
JOIN growth.crowd c ON c.n = (p.n + s * 150) %% %(crowd)s
"""

_MEMBERSHIPS = """
INSERT INTO conversations_membership
SELECT (jsonb_populate_record(m, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('conversations_membership', 'id')),
    'conversation_id', p.id, 'user_id', s.user_id
))).*
FROM growth.seat s JOIN growth.place p ON p.n = s.n
JOIN (
    SELECT *, row_number() OVER (ORDER BY rev, id) - 1 AS position FROM conversations_membership
    WHERE conversation_id = %(model)s
) numbered ON numbered.position = s.position
JOIN conversations_membership m ON m.id = numbered.id
ORDER BY p.n, s.position
"""

_BODY = "Message {} of a conversation in which much is said about ladders, tea and the weather."
# Round by round, as when many people write at once: neighbours on disk belong to different conversations.
_MESSAGES = """
INSERT INTO messaging_message (conversation_id, seq, rev, sender_id, client_id, body, created_at)
SELECT c.id, c.last_seq + r, c.rev + r, s.user_id, gen_random_uuid(),
       replace(%(body)s, '{}', (c.last_seq + r)::text),
       clock_timestamp()
FROM growth.place p JOIN conversations_conversation c ON c.id = p.id
CROSS JOIN generate_series(1, %(rounds)s) r
JOIN growth.seat s ON s.n = p.n AND s.position = (c.last_seq + r) %% %(seats)s
WHERE c.last_seq + r <= CASE WHEN p.n < %(mine)s THEN %(my_each)s ELSE %(each)s END
ORDER BY r, p.n
"""

_HEADS = """
UPDATE conversations_conversation c
SET last_seq = h.seq, rev = c.rev + h.seq - c.last_seq, last_activity_at = clock_timestamp()
FROM growth.place p
CROSS JOIN LATERAL (SELECT max(seq) AS seq FROM messaging_message m WHERE m.conversation_id = p.id) h
WHERE c.id = p.id AND h.seq > c.last_seq
"""

# Everyone has read all but the latest few.
_WATERMARKS = """
UPDATE conversations_membership m SET delivered_seq = c.last_seq, read_seq = greatest(c.last_seq - 3, m.read_seq)
FROM conversations_conversation c, growth.place p WHERE c.id = m.conversation_id AND p.id = c.id
"""

_UNLAWFUL = """
SELECT count(*) FROM conversations_conversation c
LEFT JOIN (
    SELECT conversation_id, count(*) AS messages, max(seq) AS seq, max(rev) AS rev FROM messaging_message GROUP BY 1
) m ON m.conversation_id = c.id
WHERE c.last_seq <> coalesce(m.messages, 0) OR c.last_seq <> coalesce(m.seq, 0) OR c.rev < coalesce(m.rev, 0)
"""

_TABLES = ("accounts_user", "conversations_conversation", "conversations_membership", "messaging_message")


class World:
    """The filled part of one database. `me` and `model` (one of their groups) were created over REST."""

    def __init__(self, connection: psycopg.Connection, me: str, model: str, seats: int) -> None:
        self._connection = connection
        self._values = {
            "me": me,
            "model": model,
            "seats": seats,
            "crowd": _CROWD,
            "conversations": CONVERSATIONS,
            "mine": MINE,
        }

    def settle(self) -> None:
        """Creates people, conversations and memberships, without messages."""
        say(f"    {CONVERSATIONS:,} conversations of {_CROWD:,} people")
        self._connection.execute(_PLACES)
        for statement in (_CROWD_IDS, _PEOPLE, _IDS, _CONVERSATIONS, _SEATS, _MEMBERSHIPS):
            self._run(statement)

    def grow(self, size: int) -> int:
        """Adds messages until there are about `size`; returns how many there are."""
        hold(self._connection)
        my_each = max(MY_LEAST, size // CONVERSATIONS)
        each = (size - MINE * my_each) // (CONVERSATIONS - MINE)
        self._values |= {"my_each": my_each, "each": each, "rounds": _ROUNDS, "body": _BODY}
        written = 0
        while added := self._run(_MESSAGES):
            self._run(_HEADS)
            written += added
            say(f"    {written:,} messages more, of {size:,}")
        self._run(_WATERMARKS)
        self._check()
        fill(self._connection, _BODY, datetime.now(UTC))
        say("    vacuum, analyze, checkpoint")
        for table in _TABLES:
            self._connection.execute(f"VACUUM (ANALYZE) {table}".encode())
        self._connection.execute("CHECKPOINT")
        return MINE * my_each + (CONVERSATIONS - MINE) * each

    def my_conversations(self) -> list[str]:
        rows = self._connection.execute("SELECT id::text FROM growth.place WHERE n < %s ORDER BY n", [MINE])
        return [row[0] for row in rows]

    def _check(self) -> None:
        """Raises RuntimeError if a conversation's counters do not match its messages."""
        row = self._connection.execute(_UNLAWFUL).fetchone()
        if row is None or row[0]:
            raise RuntimeError(f"{row} conversations have a seq or rev that does not fit their messages")

    def _run(self, statement: str) -> int:
        return self._connection.execute(statement.encode(), self._values).rowcount
