"""Connections to PostgreSQL: kept by a thread, returned to the pool, or ended by the server."""

import select
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

from chatproject import instruments
from chatproject.database.bounded import BoundedConnection


@contextmanager
def kept_connection() -> Iterator[None]:
    """Keeps a connection for a thread for which borrowing one for each piece of work would cost more than the work.

    Drops a connection that failed, or that the server has ended.
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
    """Returns this thread's connection to the pool, before long work without queries.

    Inside a transaction it is kept.
    """
    if not connection.in_atomic_block:
        connection.close()


def observe_pool() -> None:
    """Counts for Prometheus how often and how long threads of this process waited for a connection since last time."""
    if pool := getattr(connection, "pool", None):
        stats = pool.pop_stats()
        instruments.pool_waiting().set(stats["requests_waiting"])
        instruments.pool_waits().inc(stats.get("requests_queued", 0))
        instruments.pool_wait_seconds().inc(stats.get("requests_wait_ms", 0) / 1000)


def has_ended(line: psycopg.Connection) -> bool:
    """Whether the server has ended this idle connection: its notice is then the only unread data on it. Or it may be
    as silent as another one that was given up.

    Takes no round trip.
    """
    if line.closed or (isinstance(line, BoundedConnection) and line.is_suspect):
        return True
    unread = select.poll()
    unread.register(line.fileno(), select.POLLIN)
    return bool(unread.poll(0))
