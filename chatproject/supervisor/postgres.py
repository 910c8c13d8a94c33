"""Our own PostgreSQL: created once, reached only over a Unix socket, and only by the account that started it (peer)."""

import locale
import os
import pwd
import shutil
import signal
from dataclasses import dataclass, field
from pathlib import Path

from chatproject.supervisor.account import Account
from chatproject.supervisor.binaries import PostgresPrograms, find_postgres
from chatproject.supervisor.leftovers import end_server
from chatproject.supervisor.output import Refusal
from chatproject.supervisor.program import Program
from chatproject.supervisor.state import write_privately

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "jit": "off",
    "max_logical_replication_workers": "0",  # no subscriptions here, and their launcher is a process
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "fatal",  # the client that sent a statement reports its error
    "log_line_prefix": "",
}

# The messages that its clients receive while it starts or ends.
_NO_NEWS = ("terminating connection due to administrator command", "FATAL:  the database system is ")


@dataclass
class Postgres:
    """`home` holds the data and the access rules; `settings` are added to ours."""

    home: Path
    account: Account
    sockets: Path
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.account.own(self.home)
        self.programs = find_postgres(self._written_by())

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def is_made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def make(self) -> None:
        """Runs initdb and creates the database `parlance`.

        The folder appears whole or not at all: a killed start begins again.
        """
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._run("initdb", _initdb(self.programs, draft))
        create = (self.programs.postgres, "--single", "-D", draft, "-c", "log_min_messages=warning", "postgres")
        self._run("postgres", create, "CREATE DATABASE parlance;\n")
        draft.rename(self.data)

    def program(self) -> Program:
        """Returns the server.

        SIGINT is the fast stop (clients are cut off), SIGQUIT the immediate one (the next start recovers).
        """
        self._write_access_rules()
        end_server(self.data / "postmaster.pid", self.data, signal.SIGINT)
        settings = _SETTINGS | {
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
            unsaid=_NO_NEWS,
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
        _write(self.home / "pg_hba.conf", "local all parlance peer map=parlance\n", self.account)
        _write(
            self.home / "pg_ident.conf",
            "".join(f'parlance "{name}" parlance\n' for name in sorted(callers)),
            self.account,
        )

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []


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
        write_privately(path, text)
    if account.is_lent:
        os.chown(path, account.uid, account.gid)
