"""Our own PostgreSQL and Valkey: reached only over Unix sockets, and only by the account that started them.

They are in the folders `postgres` and `valkey` of a data folder, which `Postgres` and `Valkey` get.
"""

import locale
import os
import pwd
import shutil
import signal
import socket
from dataclasses import dataclass, field
from pathlib import Path

from chatproject.supervisor.account import Account, service_account
from chatproject.supervisor.binaries import PostgresPrograms, find_postgres, find_valkey
from chatproject.supervisor.output import Refusal
from chatproject.supervisor.parent_death import end_server
from chatproject.supervisor.program import Program
from chatproject.supervisor.state import socket_folder, write_privately

_POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "jit": "off",
    "max_slot_wal_keep_size": "1GB",  # BACKUP_WAL: what waits to be received must not fill the disk
    "max_logical_replication_workers": "0",  # no subscriptions here, and their launcher is a process
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "fatal",  # the client that sent a statement reports its error
    "log_line_prefix": "",
}

# The messages that its clients receive while it starts or ends.
_POSTGRES_UNSAID = ("terminating connection due to administrator command", "FATAL:  the database system is ")
_VALKEY_UNSAID = ("Memory overcommit must be enabled", "scheduling shutdown", "User requested shutdown", "bye bye")


@dataclass
class Postgres:
    """Created once. `home`, a folder in `data_dir`, holds the data and the access rules (peer).

    `settings` are added to ours. `role` is the only one that may connect.
    """

    data_dir: Path
    settings: dict[str, str] = field(default_factory=dict)
    folder: str = "postgres"
    role: str = "parlance"

    def __post_init__(self) -> None:
        self.account, self.sockets = _account_and_sockets(self.data_dir)
        self.home = self.account.own(self.data_dir / self.folder)
        self.programs = find_postgres(self._written_by())

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def is_made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def make(self) -> None:
        """Runs initdb and creates the database `parlance`. Raises Refusal if an upgrade left the data somewhere else.

        The folder appears whole or not at all: a killed start begins again.
        """
        if self.folder == "postgres":
            self._refuse_interrupted_upgrade()
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._run("initdb", _initdb(self.programs, draft))
        create = (self.programs.postgres, "--single", "-D", draft, "-c", "log_min_messages=warning", "postgres")
        self._run("postgres", create, "CREATE DATABASE parlance;\n")
        draft.rename(self.data)

    def _refuse_interrupted_upgrade(self) -> None:
        """An upgrade renames two folders: between them, the data are in `postgres.<major>` alone."""
        for version in self.data_dir.glob("postgres.[0-9]*/data/PG_VERSION"):
            kept = version.parent.parent
            raise Refusal(
                f"An upgrade of PostgreSQL was interrupted: the data are in {kept}. Remove the empty folder "
                f"{self.home}, rename {kept} to {self.home.name}, and run `manage.py upgrade-database` again."
            )

    def program(self) -> Program:
        """Returns the server.

        SIGINT is the fast stop (clients are cut off), SIGQUIT the immediate one (the next start recovers).
        """
        self._write_access_rules()
        end_server(self.data / "postmaster.pid", signal.SIGINT)
        settings = _POSTGRES_SETTINGS | {
            "unix_socket_directories": str(self.sockets),
            "hba_file": str(self.home / "pg_hba.conf"),
            "ident_file": str(self.home / "pg_ident.conf"),
        }
        options = [part for name, value in (settings | self.settings).items() for part in ("-c", f"{name}={value}")]
        argv: tuple[str | Path, ...] = (self.programs.postgres, "-D", self.data, *options)
        return Program(
            "postgres",
            argv,
            folder=self.home,
            account=self.account,
            stop_signal=signal.SIGINT,
            last_signal=signal.SIGQUIT,
            unsaid=_POSTGRES_UNSAID,
        )

    def is_ready(self, pid: int) -> bool:
        """Whether the server of process `pid` accepts connections, according to the last line of its pid file."""
        lines = self._pid_file()
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _written_by(self) -> int | None:
        return int((self.data / "PG_VERSION").read_text()) if self.is_made else None

    def _run(self, name: str, argv: tuple[str | Path, ...], given: str = "") -> None:
        code, output = Program(name, argv, folder=self.home, account=self.account).run(given)
        if code != 0:
            raise Refusal(f"{name} failed ({code}):\n{output}")

    def _write_access_rules(self) -> None:
        # root could become any of them, and its commands need access.
        callers = {pwd.getpwuid(os.geteuid()).pw_name, self.account.name, "root"}
        _write(self.home / "pg_hba.conf", "local all,replication all peer map=parlance\n", self.account)
        _write(
            self.home / "pg_ident.conf",
            "".join(f'parlance "{name}" "{self.role}"\n' for name in sorted(callers)),
            self.account,
        )

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []


@dataclass
class Valkey:
    """`home` holds the append-only file, with every write. Nothing is ever evicted: it also carries Celery's queue."""

    data_dir: Path
    databases: int = 16

    def __post_init__(self) -> None:
        self.account, sockets = _account_and_sockets(self.data_dir)
        self.home = self.account.own(self.data_dir / "valkey")
        self.binary = find_valkey()
        self.address = str(sockets / "valkey.sock")

    def is_ready(self, pid: int) -> bool:
        """Whether a server responds and has loaded its file; which process it is cannot be seen."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(self.address)
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def program(self) -> Program:
        pid_file = self.home / "valkey.pid"
        end_server(pid_file, signal.SIGTERM)
        settings = {
            "--port": "0",
            "--unixsocket": self.address,
            "--unixsocketperm": "700",
            "--pidfile": str(pid_file),
            "--dir": str(self.home),
            "--appendonly": "yes",
            "--save": "",
            "--maxmemory-policy": "noeviction",
            "--databases": str(self.databases),
            "--loglevel": "warning",
        }
        argv: tuple[str | Path, ...] = (self.binary, *[part for setting in settings.items() for part in setting])
        return Program("valkey", argv, folder=self.home, account=self.account, unsaid=_VALKEY_UNSAID)


def _account_and_sockets(data_dir: Path) -> tuple[Account, Path]:
    account = service_account(data_dir / "postgres")
    return account, account.own(socket_folder(data_dir))


def _initdb(programs: PostgresPrograms, folder: Path) -> tuple[str | Path, ...]:
    provider = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8") if programs.major >= 17 else ()
    rules = ("--username=parlance", "--auth-local=peer", "--auth-host=reject", "--encoding=UTF8")
    return (programs.initdb, "-D", folder, *rules, f"--locale={_utf8_locale()}", *provider)


def _utf8_locale() -> str:
    """Returns a locale that covers all letters (lower case, words for search), is present everywhere, and
    needs no ICU.
    """
    current = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, current)
    return "C"


def _write(path: Path, text: str, account: Account) -> None:
    """Skips a file that already has this text: a full disk then does not prevent the start."""
    if not path.exists() or path.read_text() != text:
        write_privately(path, text, (account.uid, account.gid) if account.is_lent else None)
