"""What we ask of PostgreSQL beyond the ORM."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from django.db import IntegrityError, OperationalError, connection, transaction

T = TypeVar("T")
_TRIES = 5


def is_down(error: Exception) -> bool:
    """The server did not answer at all, rather than refuse the statement."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) is None


def retried(work: Callable[[], T]) -> T:
    """Run a transaction again when it lost a race: a deadlock, or a unique key written by another meanwhile."""
    for _ in range(_TRIES - 1):
        try:
            return work()
        except (IntegrityError, OperationalError) as error:
            if is_down(error) or connection.in_atomic_block:
                raise
    return work()


@contextmanager
def snapshot() -> Iterator[None]:
    """Several reads of one moment. Inside another transaction they are of its statements' moments.

    They are reads by rev, of which the first few are wanted: without bitmap scans PostgreSQL takes those off the
    index, where it would else fetch and sort all there are of a long conversation.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL enable_bitmapscan = off")
        yield


@contextmanager
def prepared() -> Iterator[psycopg.Cursor[Any]]:
    """A cursor for long statements that run often: parsed and planned once a connection, parameters in binary.

    What is executed before something is fetched goes to the server in one round trip. The ORM's own cursor
    does neither, because it must serve any statement.
    """
    connection.ensure_connection()
    own: psycopg.Connection[Any] = connection.connection
    own.prepare_threshold = 0
    with connection.wrap_database_errors, own.pipeline(), psycopg.Cursor(own) as cursor:
        cursor.format = psycopg.pq.Format.BINARY
        yield cursor
