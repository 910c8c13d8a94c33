"""Reads of one moment, in as few round trips as their answers allow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

from chatproject.lib.statements import Question, Rows, rows_of_each

#: The rows of some statements, asked for together.
Ask = Callable[..., list[Rows]]

_BEGIN: tuple[Question, ...] = (
    ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ()),
    # Reads by rev want the first few: bitmap scans would fetch and sort all there are of a long conversation.
    ("SET LOCAL enable_bitmapscan = off", ()),
)


@contextmanager
def one_moment() -> Iterator[Ask]:
    """Gives the function that asks. Inside another transaction its answers are of its statements' moments.

    The transaction begins with the first question, on its way; the ORM does not know of it and writes nothing in it.
    """
    if connection.in_atomic_block:
        yield rows_of_each
        return
    has_begun = False

    def ask(*questions: Question) -> list[Rows]:
        nonlocal has_begun
        if has_begun:
            return rows_of_each(*questions)
        has_begun = True
        return rows_of_each(*_BEGIN, *questions)[len(_BEGIN) :]

    try:
        yield ask
    finally:
        _end()


def _end() -> None:
    """By a commit, however it went, since nothing was written: after a rollback psycopg forgets what it prepared."""
    line: psycopg.Connection | None = connection.connection
    if line is not None and line.info.transaction_status != psycopg.pq.TransactionStatus.IDLE and not line.closed:
        with connection.wrap_database_errors:
            line.execute("COMMIT")
