"""Statements of the most frequent reads: planned once for each connection, with binary results.

The ORM would compile its SQL and PostgreSQL would plan it again for every request, which costs more than the response.
For reads that run a thousand times a second, like a page of history or a caller's token, the SQL is written out.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection
from psycopg.pq import TransactionStatus

from chatproject.database.pipeline import Statement, transact

Row = tuple[Any, ...]


#: The milliseconds that a user's list query may take.
LIST_MS = 5_000
_TIMEOUT = "SELECT set_config('statement_timeout', $1, true)"


def fetch_all(
    statement: str, parameters: Sequence[Any] | Mapping[str, Any], *, timeout_ms: int | None = None
) -> list[Row]:
    """Returns all rows of a statement, whose parameters are %s or %(name)s.

    PostgreSQL infers the type of a parameter; where the statement leaves it open, a cast states it. With `timeout_ms`
    the statement is cancelled after that time, unless it is one of several in a transaction; setting it takes no extra
    round trip.
    """
    connection.ensure_connection()
    if connection.in_atomic_block or connection.connection.pgconn.transaction_status != TransactionStatus.IDLE:
        return _in_block(statement, parameters)
    limits = [Statement(_TIMEOUT, [str(timeout_ms)])] if timeout_ms else []
    return transact(*limits, bind(statement, parameters))


def bind(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> Statement:
    """Makes a Statement of SQL whose parameters are %s or %(name)s."""
    text, keys = _numbered(statement)
    return Statement(text, [parameters[key] for key in keys])  # type: ignore[index]


@lru_cache(maxsize=256)
def _numbered(statement: str) -> tuple[str, Sequence[int | str]]:
    """Returns the statement with $1, $2, …, and the parameter for each of them."""
    keys: list[int | str] = []

    def place(match: re.Match[str]) -> str:
        key = match[1] or len(keys)
        if key not in keys:
            keys.append(key)
        return f"${keys.index(key) + 1}"

    return re.sub(r"%(?:\((\w+)\))?s", place, statement), keys


class _Planned(psycopg.Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Planned":
        return super().execute(query, params, prepare=True, binary=True)


def _in_block(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
    """Uses a cursor, which sees that the block's transaction has begun, and whose plans certainly exist.

    Discovering a missing plan would abort the transaction.
    """
    with connection.wrap_database_errors:
        cursor = _Planned(connection.connection)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(cursor) as wrapped:  # type: ignore[arg-type]
        wrapped.execute(statement, parameters)
        rows: list[Row] = wrapped.fetchall()
        return rows
