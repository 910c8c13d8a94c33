"""Statements of the hottest reads: planned once a connection, their results taken in binary.

The ORM would compile its SQL and PostgreSQL would plan it again for every request, which costs more than the
answer. Where a page of history or a caller's token is read a thousand times a second, the statement is written out.
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


#: Until this many milliseconds a list that somebody asks for may take.
LIST_MS = 5_000
_TIMEOUT = "SELECT set_config('statement_timeout', $1, true)"


def fetch_all(
    statement: str, parameters: Sequence[Any] | Mapping[str, Any], *, timeout_ms: int | None = None
) -> list[Row]:
    """All rows of a statement, whose parameters are %s or %(name)s.

    PostgreSQL decides what type a parameter has: a cast says it where the statement does not. With `timeout_ms` it
    gives up after that time, unless it is one of several in a transaction; setting it takes no round trip of its own.
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
    """The statement with $1, $2, …, and which parameter each of them is."""
    keys: list[int | str] = []

    def place(found: re.Match[str]) -> str:
        key = found[1] or len(keys)
        if key not in keys:
            keys.append(key)
        return f"${keys.index(key) + 1}"

    return re.sub(r"%(?:\((\w+)\))?s", place, statement), keys


class _Planned(psycopg.Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Planned":
        return super().execute(query, params, prepare=True, binary=True)


def _in_block(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
    """By a cursor, which sees that the block's transaction has begun, and whose plans are there for sure.

    Where one is not, a transaction would be lost by finding out.
    """
    with connection.wrap_database_errors:
        cursor = _Planned(connection.connection)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(cursor) as wrapped:  # type: ignore[arg-type]
        wrapped.execute(statement, parameters)
        found: list[Row] = wrapped.fetchall()
        return found
