"""What we ask of PostgreSQL's transactions beyond the ORM."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from django.db import IntegrityError, OperationalError, connection

from chatproject.database.pipeline import Statement, fetch_each

T = TypeVar("T")
_TRIES = 5
# Reads by rev want the first few: bitmap scans would fetch and sort all there are of a long conversation.
_BEGIN = (
    Statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ()),
    Statement("SET LOCAL enable_bitmapscan = off", ()),
)


def is_down(error: Exception) -> bool:
    """The server did not answer at all, rather than refuse the statement."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) is None


def is_cancelled(error: Exception) -> bool:
    """Whether the statement took longer than statement_timeout; it would again."""
    return isinstance(error.__cause__, psycopg.errors.QueryCanceled)


def retried(work: Callable[[], T]) -> T:
    """Run a transaction again when it lost a race: a deadlock, or a unique key written by another meanwhile."""
    for _ in range(_TRIES - 1):
        try:
            return work()
        except (IntegrityError, OperationalError) as error:
            if is_down(error) or is_cancelled(error) or connection.in_atomic_block:
                raise
    return work()


@contextmanager
def snapshot(*first: Statement) -> Iterator[list[list[tuple[Any, ...]]]]:
    """Several reads of one moment. Inside another transaction they are of its statements' moments.

    Yields the rows of each of the `first` statements, which take no round trip of their own. The transaction is begun
    by hand, since Django would take three round trips for it, and ends with a commit however it went: nothing was
    written, and after a rollback psycopg forgets what it has prepared.
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
