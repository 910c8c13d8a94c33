"""A database for the web processes, apart from the one that Django's own tests roll back and empty."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

_ROOT = Path(__file__).resolve().parents[2]
_TEMPLATE = "contract_template"
_LOCK = 7_203_115


@contextmanager
def contract_database(worker: str) -> Iterator[str]:
    """The address of a migrated database of this worker's own, which goes again at the end.

    It is made and removed without the pooler that may be in between, which would keep connections to it.
    """
    name = sql.Identifier(f"contract_{worker}")
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
    with psycopg.connect(_direct("postgres"), autocommit=True) as line:
        # One of many workers migrates; all copy the database it made.
        line.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        if not line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE]).fetchone():
            _make_template(line)
        line.execute(drop)
        line.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(_TEMPLATE)))
        line.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        try:
            yield make_conninfo(settings.DATABASE_URL, dbname=f"contract_{worker}")
        finally:
            line.execute(drop)


def _make_template(line: psycopg.Connection) -> None:
    draft = f"{_TEMPLATE}_draft"
    line.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(draft)))
    line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=_ROOT,
        env={**os.environ, "DATABASE_URL": _direct(draft), "DJANGO_SETTINGS_MODULE": "tests.contract.settings"},
        check=True,
    )
    line.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(_TEMPLATE)))


def _direct(name: str) -> str:
    return make_conninfo(settings.BACKUP_DATABASE_URL, dbname=name)
