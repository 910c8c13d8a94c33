"""PostgreSQL's transactions beyond the ORM."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from django.db import IntegrityError, OperationalError, connection

from chatproject.database.pipeline import Statement, fetch_each

T = TypeVar("T")
_TRIES = 5
# Reads by rev fetch the first few rows: bitmap scans would fetch and sort all rows of a long conversation.
_BEGIN = (
    Statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ()),
    Statement("SET LOCAL enable_bitmapscan = off", ()),
)


def is_down(error: Exception) -> bool:
    """Whether the server did not respond at all, rather than refuse the statement."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) is None


def is_cancelled(error: Exception) -> bool:
    """Whether the statement exceeded statement_timeout; a retry would too."""
    return isinstance(error.__cause__, psycopg.errors.QueryCanceled)


def retried(work: Callable[[], T]) -> T:
    """Retries a transaction that lost a race: a deadlock, or a unique key that another transaction wrote first."""
    for _ in range(_TRIES - 1):
        try:
            return work()
        except (IntegrityError, OperationalError) as error:
            if is_down(error) or is_cancelled(error) or connection.in_atomic_block:
                raise
    return work()


@contextmanager
def snapshot(*first: Statement) -> Iterator[list[list[tuple[Any, ...]]]]:
    """Runs several reads in one snapshot. Inside another transaction, each statement sees its own moment.

    Yields the rows of each of the `first` statements, which take no extra round trip. The transaction is begun by hand,
    because Django would take three round trips for it. It always ends with a commit: nothing was written, and after a
    rollback psycopg forgets its prepared statements.
    """
    if connection.in_atomic_block:
        yield fetch_each(*first)
        return
    connection.ensure_connection()
    line: psycopg.Connection = connection.connection
    try:
        yield fetch_each(*_BEGIN, *first)[len(_BEGIN) :]
    finally:
        if not line.closed:
            with connection.wrap_database_errors:
                line.execute("COMMIT")
