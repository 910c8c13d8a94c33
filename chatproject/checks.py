"""Checks of the configured servers."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

_NAME = b"parlance_probe"
_HINT = "Set DATABASE_PREPARED_STATEMENTS=off, or let PgBouncer 1.21 or later keep them (max_prepared_statements)."


@register(Tags.database)
def prepared_statements(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A pooler that moves each transaction to another connection loses statements that were prepared on the first."""
    own = connections["default"].settings_dict
    if not databases or own["OPTIONS"]["prepare_threshold"] is None or keeps_prepared_statements(settings.DATABASE_URL):
        return []
    return [Error("The database is behind a pooler that loses prepared statements.", hint=_HINT, id="chatproject.E001")]


def keeps_prepared_statements(url: str) -> bool:
    """Whether a connection finds its own prepared statements again, and no others.

    Only a pooler invents the process number that a client receives; without one there is nothing to check.
    """
    with psycopg.connect(url, autocommit=True) as first:
        if first.info.backend_pid == _server_pid(first):
            return True
        first.pgconn.prepare(_NAME, b"SELECT 1")
        is_found = _finds(first)
        # A pooler gives the next client the connection that it got back last.
        with psycopg.connect(url, autocommit=True) as second:
            return is_found and not _finds(second)


def _server_pid(line: psycopg.Connection[Any]) -> int:
    [(pid,)] = line.execute("SELECT pg_backend_pid()")
    return int(pid)


def _finds(line: psycopg.Connection[Any]) -> bool:
    return line.pgconn.exec_prepared(_NAME, []).status == psycopg.pq.ExecStatus.TUPLES_OK
