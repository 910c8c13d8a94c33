"""What we ask of PostgreSQL beyond the ORM."""

import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from django.db import IntegrityError, OperationalError, connection

from chatproject.lib.pipeline import Statement, fetch_each

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
def kept_connection() -> Iterator[None]:
    """For a thread that keeps its connection, where borrowing one for each piece of work would cost more than the work.

    One that failed is given up. So is one that the server has ended meanwhile.
    """
    if connection.connection is not None and has_ended(connection.connection):
        connection.connection.close()
        connection.close()
    connection.ensure_connection()
    try:
        yield
    finally:
        if connection.errors_occurred and not connection.in_atomic_block:
            connection.close()
            connection.errors_occurred = False


def give_back_connection() -> None:
    """Return this thread's connection to the pool, before work that takes long and asks the database nothing.

    Inside a transaction it is kept.
    """
    if not connection.in_atomic_block:
        connection.close()


def has_ended(line: psycopg.Connection) -> bool:
    """Whether the server has ended this idle connection: it has said so, and nothing else ever waits there unread.

    It takes no round trip.
    """
    if line.closed:
        return True
    unread = select.poll()
    unread.register(line.fileno(), select.POLLIN)
    return bool(unread.poll(0))


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
