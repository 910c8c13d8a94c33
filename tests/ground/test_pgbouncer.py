"""Parlance behind Debian's PgBouncer in transaction mode, which loses prepared statements and sessions."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings

from chatproject.checks import keeps_prepared_statements
from chatproject.supervisor.plan import PROJECT
from tests.pgbouncer import pgbouncer

pytestmark = pytest.mark.skipif("PGBOUNCER" not in os.environ, reason="PGBOUNCER names no PgBouncer")


@pytest.fixture(scope="module")
def pooled() -> Iterator[str]:
    with pgbouncer(os.environ["PGBOUNCER"], settings.DATABASE_URL) as url:
        yield url


def run(url: str, *argv: str, prepared: str = "on") -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DATABASE_PREPARED_STATEMENTS": prepared,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
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
