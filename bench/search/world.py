"""A million messages in 400 conversations, written by COPY, with needles in some of them.

As in bench/growth, conversations and memberships are copies of one that the operations made.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg

from bench.progress import say
from bench.search.texts import SCRIPTS, Needle, Writer

CONVERSATIONS = 400
_YEARS = 2
_EVERY = 100_000

_CONVERSATION = """
INSERT INTO conversations_conversation
SELECT (jsonb_populate_record(c, jsonb_build_object('id', i.id, 'title', 'Place ' || i.n))).*
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS i(id, n), conversations_conversation c WHERE c.id = %(model)s
"""
_MEMBERSHIPS = """
INSERT INTO conversations_membership
SELECT (jsonb_populate_record(m, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('conversations_membership', 'id')), 'conversation_id', i.id
))).*
FROM unnest(%(ids)s::uuid[]) AS i(id), conversations_membership m WHERE m.conversation_id = %(model)s
"""
_COPY = """
COPY messaging_message (conversation_id, seq, rev, sender_id, client_id, body, created_at) FROM STDIN
"""
# The rows of the model have a rev of their own, after which those of the messages follow.
_HEADS = """
UPDATE conversations_conversation c
SET last_seq = h.seq, rev = h.rev, last_activity_at = clock_timestamp()
FROM (SELECT conversation_id, max(seq) AS seq, max(rev) AS rev FROM messaging_message GROUP BY 1) h
WHERE c.id = h.conversation_id AND c.id = ANY(%(ids)s::uuid[])
"""
_READ = """
UPDATE conversations_membership m SET delivered_seq = c.last_seq, read_seq = c.last_seq
FROM conversations_conversation c WHERE c.id = m.conversation_id AND c.id = ANY(%(ids)s::uuid[])
"""


@dataclass(frozen=True)
class Planted:
    """A needle and the message that has it."""

    needle: Needle
    conversation: str
    seq: int


class World:
    def __init__(self, connection: psycopg.Connection, model: str, writers: list[str], seed: int = 1) -> None:
        self._connection = connection
        self._model = model
        self._writers = writers
        self._texts = Writer(seed)
        self._random = random.Random(seed)  # noqa: S311  (no secret)
        self.conversations = [str(uuid.UUID(int=self._random.getrandbits(128))) for _ in range(CONVERSATIONS)]

    def plant(self, messages: int, needles: int) -> list[Planted]:
        """Writes everything; returns where the needles are."""
        values = {"ids": self.conversations, "model": self._model}
        row = self._connection.execute("SELECT rev FROM conversations_conversation WHERE id = %s", [self._model])
        first_rev = (row.fetchone() or (0,))[0]
        for statement in (_CONVERSATION, _MEMBERSHIPS):
            self._connection.execute(statement.encode(), values)
        places = self._random.sample(range(messages), needles)
        planted = {at: self._texts.needle(number) for number, at in enumerate(places)}
        with self._connection.cursor() as cursor, cursor.copy(_COPY.encode()) as copy:
            for row_of in self._rows(messages, planted, first_rev):
                copy.write_row(row_of)
        for statement in (_HEADS, _READ):
            self._connection.execute(statement.encode(), values)
        for table in ("messaging_message", "conversations_conversation", "conversations_membership"):
            self._connection.execute(f"VACUUM (ANALYZE) {table}".encode())
        self._connection.execute("CHECKPOINT")
        found = [(planted[at], *self._place(at)) for at in places]
        return [Planted(needle, conversation, seq) for needle, conversation, seq in found]

    def _place(self, number: int) -> tuple[str, int]:
        return self.conversations[number % CONVERSATIONS], number // CONVERSATIONS + 1

    def _rows(self, messages: int, planted: dict[int, Needle], first_rev: int) -> Iterator[tuple[object, ...]]:
        """Yields rows in the order of their times: neighbours on disk belong to different conversations."""
        scripts, now = list(SCRIPTS), datetime.now(UTC)
        step = timedelta(days=365 * _YEARS) / messages
        salt = self._random.getrandbits(64) << 64
        for number in range(messages):
            conversation, seq = self._place(number)
            needle = planted.get(number)
            # Half of the conversations are in Latin letters, the others in all scripts in turn.
            script = scripts[number % CONVERSATIONS % 20] if number % CONVERSATIONS % 20 < 10 else "latin"
            body = self._texts.with_needle(needle) if needle else self._texts.body(script)
            writer = self._writers[seq % len(self._writers)]
            client_id = uuid.UUID(int=salt + number)
            yield conversation, seq, first_rev + seq, writer, client_id, body, now - step * (messages - number)
            if number % _EVERY == _EVERY - 1:
                say(f"    {number + 1:,} of {messages:,} messages")
