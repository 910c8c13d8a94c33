"""Dumps and restores the database with PostgreSQL's own tools."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from chatproject.backups.manifest import Bad
from chatproject.supervisor.binaries import PostgresPrograms, find_clients

#: Drops everything and loads the dump in one transaction: after a failure, all is as before.
_REPLACE = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
#: The first lines of a script configure the session; later versions have settings that earlier servers do not know.
_HEADER_LINES = 40
_UNKNOWN_BEFORE_17 = b"SET transaction_timeout"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


class Database:
    """`url` leads to PostgreSQL itself, not to a pooler: a dump is one session."""

    def __init__(self, url: str) -> None:
        self._url = url
        with psycopg.connect(url) as line:
            self.version = line.info.server_version // 10_000
        self._programs: PostgresPrograms = find_clients(self.version)

    @contextmanager
    def snapshot(self) -> Iterator[tuple[str, dict[str, int]]]:
        """Yields the name of an exported snapshot for the dump, and the rows of each table in it."""
        with psycopg.connect(self._url) as line:
            line.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            [(name,)] = line.execute("SELECT pg_export_snapshot()")
            yield name, _count(line)

    def dump(self, path: Path, snapshot: str) -> None:
        self._run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}", self._url)

    def others(self) -> int:
        """Returns the number of other connections to this database."""
        with psycopg.connect(self._url) as line:
            [(count,)] = line.execute(_OTHERS)
            return int(count)

    def rows(self) -> dict[str, int]:
        with psycopg.connect(self._url) as line:
            return _count(line)

    def replace(self, dump: Path) -> None:
        """Replaces everything in the database with the contents of `dump`. Raises Bad, and then nothing is changed."""
        options = ("--no-owner", "--no-privileges", "--no-comments", "--file=-")
        script: list[str | Path] = [self._programs.client("pg_restore"), *options, dump]
        target = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        sink: list[str | Path] = [
            self._programs.client("psql"),
            *target,
            f"--command={_REPLACE}",
            "--file=-",
            self._url,
        ]
        with (
            subprocess.Popen(script, stdout=subprocess.PIPE) as source,
            subprocess.Popen(sink, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=self._quiet) as drain,
        ):
            assert source.stdout is not None
            assert drain.stdin is not None
            assert drain.stderr is not None
            _pour(source.stdout, drain.stdin, self.version)
            source_code = source.wait()
            if source_code != 0:
                drain.kill()  # otherwise it would commit half a script
            else:
                drain.stdin.close()
            reason = drain.stderr.read().decode(errors="replace").strip()
        if source_code != 0 or drain.returncode != 0:
            raise Bad(f"The database could not be restored, and is unchanged. {reason}".strip())

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> None:
        with psycopg.connect(self._url) as line:
            line.execute(sql.SQL(statement), parameters)

    @property
    def _quiet(self) -> dict[str, str]:
        return {**os.environ, "PGOPTIONS": "--client-min-messages=warning"}

    def _run(self, name: str, *options: str) -> None:
        done = subprocess.run([self._programs.client(name), *options], stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise Bad(f"{name} failed: {done.stderr.strip()}")


def _count(line: psycopg.Connection) -> dict[str, int]:
    counts = {}
    for (table,) in line.execute(_TABLES).fetchall():
        [(counts[table],)] = line.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
    return counts


def _pour(source: IO[bytes], drain: IO[bytes], server: int) -> None:
    """Copies the whole script, without settings that the server does not know.

    If psql ends early, it reports the error itself.
    """
    try:
        for _ in range(_HEADER_LINES):
            if not (line := source.readline()):
                return
            if server >= 17 or not line.startswith(_UNKNOWN_BEFORE_17):
                drain.write(line)
        while block := source.read(1024 * 1024):
            drain.write(block)
        drain.flush()
    except BrokenPipeError:
        source.read()
