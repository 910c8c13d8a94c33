"""Checks of the configured servers."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from chatproject.backups.direct import refuse_other_database
from chatproject.backups.manifest import Bad
from chatproject.backups.wal.primary import Primary
from chatproject.supervisor.output import Refusal

_NAME = b"parlance_probe"
_LOG_HINT = (
    "Correct it, or set BACKUP_WAL=off. What else the provider of that PostgreSQL offers for any moment (snapshots, "
    "pgBackRest) works too, with `manage.py restore --adopt` after it: docs/operations.md, Any moment."
)
_HINT = "Set DATABASE_PREPARED_STATEMENTS=off, or let PgBouncer 1.21 or later keep them (max_prepared_statements)."


@register(Tags.database)
def prepared_statements(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A pooler that moves each transaction to another connection loses statements that were prepared on the first."""
    own = connections["default"].settings_dict
    if not databases or own["OPTIONS"]["prepare_threshold"] is None or keeps_prepared_statements(settings.DATABASE_URL):
        return []
    return [Error("The database is behind a pooler that loses prepared statements.", hint=_HINT, id="chatproject.E001")]


@register(Tags.database)
def backups(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """What BACKUP_WAL and BACKUP_DATABASE_URL promise can be kept."""
    if not databases or not settings.BACKUP_TO:
        return []
    try:
        if settings.BACKUP_DATABASE_URL != settings.DATABASE_URL:
            refuse_other_database(settings.DATABASE_URL, settings.BACKUP_DATABASE_URL)
    except Bad as reason:
        return [Error(str(reason), hint="Correct BACKUP_DATABASE_URL.", id="chatproject.E002")]
    try:
        if settings.BACKUP_WAL:
            Primary(settings.BACKUP_DATABASE_URL).refuse_unless_it_gives_its_log()
    except (Bad, Refusal) as reason:
        return [Error(f"BACKUP_WAL=on cannot keep PostgreSQL's log. {reason}", hint=_LOG_HINT, id="chatproject.E003")]
    return []


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
