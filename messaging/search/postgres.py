"""The engine in PostgreSQL: a table next to the messages, and a GIN index over facets and trigrams."""

import re
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.numeric import Int8

from chatproject.database.statements import LIST_MS, fetch_all
from messaging.search import facets
from messaging.search.index import Entry, Place, Wanted

_STORE = """
INSERT INTO messaging_searchentry AS e (message_id, facets, text)
SELECT i.id, string_to_array(i.facets, ' ')::int[], i.text
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS i(id, facets, text)
ON CONFLICT (message_id) DO UPDATE SET facets = EXCLUDED.facets, text = EXCLUDED.text
WHERE e.facets <> EXCLUDED.facets OR e.text <> EXCLUDED.text
RETURNING NULL
"""
_FORGET = "DELETE FROM messaging_searchentry WHERE message_id = ANY(%s::bigint[]) RETURNING NULL"
# The index is searched first, alone: a plan that begins with the messages of a conversation would read all of them.
_FIND = """
WITH found AS MATERIALIZED (
    SELECT e.message_id FROM messaging_searchentry e WHERE {conditions}
)
SELECT x.id FROM found f JOIN messaging_message x ON x.id = f.message_id
JOIN unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS p(id, floor, last)
  ON p.id = x.conversation_id AND x.seq > p.floor AND x.seq <= p.last
WHERE x.deleted_at IS NULL AND x.id > %s::bigint AND x.id < %s::bigint
  AND x.created_at >= %s::timestamptz AND x.created_at < %s::timestamptz
  AND x.sender_id <> ALL(%s::uuid[]) AND x.id <> ALL(%s::bigint[])
ORDER BY x.id DESC LIMIT %s::bigint
"""
# Statistics of facets and words mislead the planner: only the index is always right.
_PLAN = f"SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL statement_timeout = {LIST_MS}"
#: So many places are always a condition for the index. More of them, up to the second number, only if they have less
#: than a share of all messages: reading their lists would cost more than it saves.
_FEW_PLACES, _MOST_PLACES = 32, 2_000
_SHARE = 0.05
#: No message is older.
_FIRST_YEAR = 2000
#: A window of more blocks is not a condition for the index either.
_MOST_BLOCKS = 2_048


class PostgresIndex:
    def store(self, entries: Sequence[Entry]) -> None:
        if entries:
            messages, found, texts = zip(*entries, strict=True)
            joined = [" ".join(map(str, each)) for each in found]
            fetch_all(_STORE, [[Int8(id) for id in messages], joined, list(texts)])

    def forget(self, messages: Sequence[int]) -> None:
        if messages:
            fetch_all(_FORGET, [[Int8(id) for id in messages]])

    def find(self, wanted: Wanted, *, after: int, before: int, most: int) -> list[int]:
        conditions, values = _conditions(wanted, after, before)
        places = [each.conversation for each in wanted.places]
        spans = [[each.floor for each in wanted.places], [each.end for each in wanted.places]]
        excluded = [list(wanted.no_senders), list(wanted.never)]
        parameters = [*values, places, *spans, after, before, wanted.since, wanted.until, *excluded, most]
        # Not prepared: there are too many combinations of conditions.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_PLAN)
            cursor.execute(_FIND.format(conditions=" AND ".join(conditions)), parameters)
            return [id for (id,) in cursor.fetchall()]


def _conditions(wanted: Wanted, after: int, before: int) -> tuple[list[str], list[Any]]:
    conditions = ["TRUE"]
    values: list[Any] = []

    def require(condition: str, value: Any) -> None:
        conditions.append(condition)
        values.append(value)

    blocks = range(facets.block(after + 1), facets.block(before - 1) + 1)
    if wanted.only is not None:
        require("e.message_id = ANY(%s::bigint[])", list(wanted.only))
    elif len(blocks) <= _MOST_BLOCKS:
        require("e.facets && %s::int[]", list(blocks))
    if wanted.senders:
        require("e.facets && %s::int[]", [facets.person(each) for each in wanted.senders])
    if months := _months(wanted):
        require("e.facets && %s::int[]", months)
    for name in wanted.flags:
        require("e.facets && %s::int[]", [facets.flag(name)])
    if _are_few(wanted.places, before):
        require("e.facets && %s::int[]", [facets.place(each.conversation) for each in wanted.places])
    if wanted.no_flags:
        require("NOT e.facets && %s::int[]", [facets.flag(name) for name in wanted.no_flags])
    for sign, words in (("", wanted.words), ("NOT ", wanted.without)):
        for parts in words:
            if len(parts) == 1:
                require(f"{sign}e.text LIKE %s::text", f"%{parts[0]}%")
            else:
                require(f"{sign}e.text ~ %s::text", "|".join(map(re.escape, parts)))
    return conditions, values


def _are_few(places: Sequence[Place], before: int) -> bool:
    """Whether the index has to be asked for these places. `before` is about the number of all messages."""
    if len(places) <= _FEW_PLACES:
        return True
    messages = sum(each.end - each.floor for each in places)
    return len(places) <= _MOST_PLACES and messages < _SHARE * before


def _months(wanted: Wanted) -> list[int]:
    """Returns the months between the two times, up to now; none if all are wanted."""
    if wanted.since.year <= _FIRST_YEAR and wanted.until > timezone.now():
        return []
    last = min(wanted.until, timezone.now() + timedelta(days=1))
    return list(range(facets.month(wanted.since.astimezone(UTC)), facets.month(last.astimezone(UTC)) + 1))
