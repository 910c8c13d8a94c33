"""Statements of the hottest reads and writes: planned once a connection, their results taken in binary.

The ORM would compile its SQL and PostgreSQL would plan it anew for every request, which costs more than the
answer. Where a page of history or a caller's token is read a thousand times a second, the statement is written out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection


class _Planned(psycopg.Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Planned":
        return super().execute(query, params, prepare=True, binary=True)


def _cursor() -> Any:
    """Of this thread's connection, in its transaction; what it executes is counted as the ORM's is."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = _Planned(connection.connection)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(cursor)  # type: ignore[arg-type]


def rows(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement.

    PostgreSQL decides what type a parameter has: a cast says it where the statement does not.
    """
    with _cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
