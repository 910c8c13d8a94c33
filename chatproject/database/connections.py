"""Connections to PostgreSQL: kept by a thread, given back to the pool, and ended by the server."""

import select
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection


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
