"""The last release: what it stored, and its code if git has it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from chatproject.backups.database import Database
from chatproject.settings.environment.declared import replaced
from chatproject.supervisor.plan import PROJECT

_FOLDER = Path(__file__).parent / "release"
COMMIT: str = json.loads((_FOLDER / "release.json").read_text())["commit"]
#: Django adds rows to them for every new model.
_OF_DJANGO = {"django_migrations", "django_content_type", "auth_permission"}
_COLUMNS = """
    SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' GROUP BY table_name
"""
_DIGEST = sql.SQL("sum(('x' || left(md5(coalesce({}::text, 'none')), 16))::bit(64)::bigint::numeric)")

Columns = dict[str, list[str]]


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """Yields the address of a database with what the last release stored."""
    with empty_database(server, name) as url:
        Database(url).replace(_FOLDER / "database.dump")
        yield url


@contextmanager
def empty_database(server: str, name: str) -> Iterator[str]:
    with psycopg.connect(server, autocommit=True) as line:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        line.execute(drop)
        line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield make_conninfo(server, dbname=name)
        finally:
            line.execute(drop)


def manage(url: str, *arguments: str) -> str:
    """Runs manage.py of this release with a database."""
    command = [sys.executable, "manage.py", *arguments]
    environment = replaced({"DATABASE_URL": url}, dict(os.environ))
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def columns(url: str) -> Columns:
    with psycopg.connect(url) as line:
        return {table: names for table, names in line.execute(_COLUMNS).fetchall() if table not in _OF_DJANGO}


def content(url: str, of: Columns) -> dict[tuple[str, str], object]:
    """Returns for each column the digest of its values in all rows, which is None for an empty table."""
    found: dict[tuple[str, str], object] = {}
    with psycopg.connect(url) as line:
        line.execute("SET timezone = 'UTC'")
        for table, names in of.items():
            digests = sql.SQL(", ").join(_DIGEST.format(sql.Identifier(name)) for name in names)
            [row] = line.execute(sql.SQL("SELECT {} FROM {}").format(digests, sql.Identifier(table))).fetchall()
            found |= {(table, name): digest for name, digest in zip(names, row, strict=True)}
    return found


def has_code() -> bool:
    """Whether git has the release: a shallow clone does not."""
    return _git("cat-file", "-e", f"{COMMIT}^{{commit}}").returncode == 0


def check_out(folder: Path) -> None:
    archive = subprocess.run(["git", "archive", COMMIT], cwd=PROJECT, check=True, capture_output=True)
    subprocess.run(["tar", "x", "-C", folder], input=archive.stdout, check=True)


def _git(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, check=False)
