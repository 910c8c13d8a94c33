"""PostgreSQL and Valkey for the references: the same programs and durability as Parlance's own, but over TCP."""

import shutil
import signal
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psycopg

from bench.machine import free_port
from bench.processes import command_line
from bench.servers.base import Missing
from bench.servers.daemon import Daemon
from chatproject.supervisor.account import service_account
from chatproject.supervisor.binaries import find_postgres, find_valkey
from chatproject.supervisor.program import Program

_SETTINGS = {
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "max_connections": "100",
}
_PARTS = {"valkey": "valkey", "redis-server": "valkey", "postgres": "database"}


class Cluster:
    """`folder` belongs to the reference alone, and can be traversed by others; `remove` deletes all of it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="parlance-reference-"))
        self.folder.chmod(0o755)
        self.postgres_port = free_port()
        self.valkey_port = free_port()
        self._account = service_account(self.folder / "postgres")
        self._postgres: Daemon | None = None
        self._valkey: Daemon | None = None

    def url(self, database: str) -> str:
        return f"postgresql://{self._account.name}@127.0.0.1:{self.postgres_port}/{database}"

    @property
    def user(self) -> str:
        return self._account.name

    def start_postgres(self, database: str, schema: Path) -> None:
        """Starts PostgreSQL; the first time, creates the database with its schema."""
        programs = find_postgres()
        data = self._account.own(self.folder / "postgres") / "data"
        is_new = not data.exists()
        if is_new:
            argv = (programs.initdb, "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C", f"--username={self.user}")
            code, output = Program("initdb", argv, folder=data.parent, account=self._account).run()
            if code:
                raise Missing(f"initdb failed:\n{output}")
        options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        where = ["-p", str(self.postgres_port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
        server = [str(programs.postgres), "-D", str(data), *where, *options]
        self._postgres = Daemon([*self._as_account(), *server], self.folder / "postgres.log")
        self._postgres.wait_until(self._answers)
        if is_new:
            self._make(database, schema)

    def start_valkey(self) -> None:
        argv = [str(find_valkey()), "--port", str(self.valkey_port), "--bind", "127.0.0.1", "--save", ""]
        self._valkey = Daemon(argv, self.folder / "valkey.log")

    def stop(self) -> None:
        if self._valkey:
            self._valkey.end()
        if self._postgres:
            self._postgres.end(signal.SIGINT)
        self._valkey = self._postgres = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def roots(self) -> list[int]:
        return [daemon.pid for daemon in (self._postgres, self._valkey) if daemon]

    def part_of(self, pid: int) -> str:
        """Returns `database`, `valkey`, or else `web`: the reference itself."""
        line = command_line(pid)
        return next((part for word, part in _PARTS.items() if word in line), "web")

    def execute(self, database: str, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        with psycopg.connect(self.url(database)) as connection, connection.cursor() as cursor:
            cursor.executemany(statement.encode(), rows)

    def _as_account(self) -> list[str]:
        if not self._account.is_lent:
            return []
        return ["setpriv", f"--reuid={self._account.uid}", f"--regid={self._account.gid}", "--clear-groups"]

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make(self, database: str, schema: Path) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database}".encode())
        with psycopg.connect(self.url(database)) as connection:
            connection.execute(schema.read_bytes())
