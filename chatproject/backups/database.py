"""Dumps and restores the database with PostgreSQL's own tools."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from chatproject.backups.contents import Table
from chatproject.backups.direct import refuse_pooler
from chatproject.backups.manifest import Bad
from chatproject.backups.streams import blocks
from chatproject.supervisor.acting import create, open_to_read
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
#: Seconds that a connection which was closed may take to end.
_ENDING = 3.0
_VISIBLE = "SELECT pg_current_snapshot()::text"
#: The log is then written to the disk until here, and goes on after the place.
_WRITE_ON = "SET LOCAL synchronous_commit = on; SELECT pg_logical_emit_message(true, 'parlance', 'backup')"
_WRITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND granted"
#: Tries to find a moment without a transaction, and seconds between them.
_TRIES, _PAUSE = 2_000, 0.003
_MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY id"
_AS_TEXT = (
    "SET LOCAL statement_timeout = 0; SET LOCAL timezone = 'UTC';"
    " SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 1"
)
_DIGEST = "SELECT count(*), sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric) FROM {} t"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


class Database:
    """`url` leads to PostgreSQL itself: a dump is one session. Raises Bad for a pooler."""

    def __init__(self, url: str) -> None:
        self.url = url
        with psycopg.connect(url) as line:
            refuse_pooler(line)
            self.version = line.info.server_version // 10_000
            self.name = f"{line.info.dbname} at {line.info.host}"
        self._programs: PostgresPrograms = find_clients(self.version)

    @property
    def dumped_by(self) -> int:
        """The version of pg_dump; pg_restore needs to be as new."""
        return self._programs.major

    @contextmanager
    def snapshot(self, *, marked: bool = False) -> Iterator[tuple[str, psycopg.Connection, str]]:
        """Yields the name of an exported snapshot for the dump, a connection that sees it, and its place in the log.

        The place is "" if it is not to be `marked`, or if there was always a transaction.
        """
        with psycopg.connect(self.url) as line:
            line.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            mark = self._mark(line) if marked else ""
            [(name,)] = line.execute("SELECT pg_export_snapshot()")
            yield name, line, mark

    def _mark(self, line: psycopg.Connection) -> str:
        """Begins transactions until one sees exactly what is in the log before a place, and returns that.

        Between both looks at what is visible, no transaction ended; and none that writes was under way.
        """
        with psycopg.connect(self.url, autocommit=True) as other:
            for _ in range(_TRIES):
                [(before,)] = other.execute(_VISIBLE)
                [(place,)] = other.execute("SELECT pg_current_wal_insert_lsn()::text")
                [(visible,)] = line.execute(_VISIBLE)
                [(writing,)] = other.execute(_WRITING)
                [(after,)] = other.execute(_VISIBLE)
                if before == visible == after and visible.endswith(":") and not writing:
                    with other.transaction():
                        other.execute(_WRITE_ON)
                    return str(place)
                line.rollback()
                line.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                time.sleep(_PAUSE)
        return ""

    def dump(self, path: Path, snapshot: str) -> None:
        """Writes a new file."""
        with create(path) as file:
            file.writelines(self.dumped(snapshot))

    def dumped(self, snapshot: str) -> Iterator[bytes]:
        """Yields what pg_dump writes. Raises Bad after it if pg_dump failed."""
        options = ("--format=custom", f"--snapshot={snapshot}", self.url)
        command: list[str | Path] = [self._programs.client("pg_dump"), *options]
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said) as process,
        ):
            assert process.stdout is not None
            yield from blocks(process.stdout)
            if process.wait() != 0:
                said.seek(0)
                raise Bad(f"pg_dump failed: {said.read().decode(errors='replace').strip()}")

    def refuse_others(self) -> None:
        """Raises Bad if there are other connections to this database.

        Those of a server that has just stopped end a moment later.
        """
        until = time.monotonic() + _ENDING
        with psycopg.connect(self.url, autocommit=True) as line:
            while others := line.execute(_OTHERS).fetchone():
                if not others[0]:
                    return
                if time.monotonic() > until:
                    raise Bad(
                        f"The database is in use by {others[0]} other connections. Stop Parlance on every host first."
                    )
                time.sleep(0.1)

    def rows(self) -> dict[str, int]:
        with psycopg.connect(self.url) as line:
            return count(line)

    def tables(self) -> dict[str, Table]:
        with psycopg.connect(self.url) as line:
            return digest(line)

    def replace(self, dump: Path, dumped_by: int = 0, then: str = "SELECT") -> None:
        """Replaces everything in the database with the contents of `dump`, and runs a statement, in one transaction.

        Raises Bad, and then nothing is changed.
        """
        options = ("--no-owner", "--no-privileges", "--no-comments", "--file=-")
        script: list[str | Path] = [find_clients(max(self.version, dumped_by)).client("pg_restore"), *options]
        target = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        sink: list[str | Path] = [
            self._programs.client("psql"),
            *target,
            f"--command={_REPLACE}",
            "--file=-",
            f"--command=SET LOCAL search_path = public; {then}",
            self.url,
        ]
        with (
            open_to_read(dump) as dumped,
            subprocess.Popen(script, stdin=dumped, stdout=subprocess.PIPE) as source,
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

    @property
    def _quiet(self) -> dict[str, str]:
        return {**os.environ, "PGOPTIONS": "--client-min-messages=warning"}


def count(line: psycopg.Connection) -> dict[str, int]:
    """Returns the rows of each table."""
    counts = {}
    for (table,) in line.execute(_TABLES).fetchall():
        [(counts[table],)] = line.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
    return counts


def digest(line: psycopg.Connection) -> dict[str, Table]:
    """Returns rows and digest of each table. They are the same on every server, whatever its version and order."""
    line.execute(_AS_TEXT)
    found = {}
    for (table,) in line.execute(_TABLES).fetchall():
        [(rows, sum)] = line.execute(sql.SQL(_DIGEST).format(sql.Identifier(table)))
        found[table] = Table(rows, str(sum))
    return found


def database_bytes(line: psycopg.Connection) -> int:
    [(size,)] = line.execute("SELECT pg_database_size(current_database())")
    return int(size)


def migrations(line: psycopg.Connection) -> list[str]:
    """Returns app.name of each migration that the database has seen."""
    return [name for (name,) in line.execute(_MIGRATIONS)]


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
