"""Parlance behind Debian's PgBouncer in transaction mode, which loses prepared statements and sessions."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from chatproject.checks import keeps_prepared_statements
from chatproject.supervisor.plan import PROJECT
from tests.pgbouncer import pgbouncer

pytestmark = pytest.mark.skipif("PGBOUNCER" not in os.environ, reason="PGBOUNCER names no PgBouncer")


@pytest.fixture(scope="module")
def pooled() -> Iterator[str]:
    with pgbouncer(os.environ["PGBOUNCER"], settings.BACKUP_DATABASE_URL) as url:
        yield url


def run(url: str, *argv: str, prepared: str = "on", **other: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DATABASE_PREPARED_STATEMENTS": prepared,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    } | other
    return subprocess.run(
        [sys.executable, *argv], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=110
    )


def test_probe_passes_when_no_pooler_is_between() -> None:
    assert keeps_prepared_statements(settings.DATABASE_URL)


def test_probe_fails_when_a_pooler_loses_statements(pooled: str) -> None:
    assert not keeps_prepared_statements(pooled)


def test_start_refuses_prepared_statements_when_a_pooler_loses_them(pooled: str) -> None:
    check = ("manage.py", "check", "--database", "default")
    refused = run(pooled, *check)
    assert refused.returncode == 1
    assert "DATABASE_PREPARED_STATEMENTS=off" in refused.stderr
    assert run(pooled, *check, prepared="off").returncode == 0


def test_backups_pass_by_the_pooler_or_are_refused(pooled: str, transactional_db: None, tmp_path: Path) -> None:
    name = connection.settings_dict["NAME"]
    through, direct = make_conninfo(pooled, dbname=name), make_conninfo(settings.BACKUP_DATABASE_URL, dbname=name)
    check = ("manage.py", "check", "--database", "default")
    wanted = {"BACKUP_TO": str(tmp_path / "backups"), "BACKUP_WAL": "on", "prepared": "off"}
    refused = run(through, "manage.py", "backup", str(tmp_path / "one"), prepared="off")
    assert (refused.returncode, "BACKUP_DATABASE_URL" in refused.stderr) == (1, True), refused.stderr
    refused = run(through, *check, **wanted)
    assert refused.returncode == 1
    assert "BACKUP_WAL=on cannot keep PostgreSQL's log" in refused.stderr
    refused = run(through, *check, **wanted, BACKUP_DATABASE_URL=settings.BACKUP_DATABASE_URL)
    assert "another database" in refused.stderr
    wanted["BACKUP_DATABASE_URL"] = direct
    assert run(through, *check, **wanted).returncode == 0
    made = run(through, "manage.py", "backup", str(tmp_path / "two"), **wanted)
    assert "BACKUP rows=" in made.stdout, made.stderr
