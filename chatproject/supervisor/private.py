"""Servers for the duration of one command.

`lend` runs PostgreSQL for a manage.py command that needs a database while Parlance may be stopped.
`python -m chatproject.supervisor.private COMMAND…` runs a command with a PostgreSQL and a Valkey of its own, on sockets
in a temporary folder that is deleted afterwards: empty, and used by nothing else.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from chatproject.settings.environment import server
from chatproject.settings.environment.declared import replaced
from chatproject.supervisor.account import service_account, socket_folder
from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.plan import PROJECT, data_dir
from chatproject.supervisor.postgres import Postgres
from chatproject.supervisor.program import Program
from chatproject.supervisor.services import Valkey, own_postgres
from chatproject.supervisor.state import Services, database_url, hold, is_running, make_data_dir, redis_url

# Nothing in them outlives the run, so nothing waits for the disk.
_HASTE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "300"}
_PATIENCE = 30.0
_RECOVERY = 300.0  # after a crash PostgreSQL may have a long log to replay


def lend(arguments: Sequence[str]) -> int | None:
    """Runs the command with PostgreSQL started for it; returns the exit code, or None if a database is
    already running.
    """
    if server.DATABASE_URL.written() or is_running(data_dir()):
        return None
    try:
        make_data_dir(data_dir())
        with hold(data_dir()), _lent_postgres() as url:
            command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
            return subprocess.run(command, env=replaced({"DATABASE_URL": url}), check=False).returncode
    except Refusal as refusal:
        say(str(refusal))
        return 1


@contextmanager
def _lent_postgres() -> Iterator[str]:
    """Yields the address of the PostgreSQL in DATA_DIR, which is created if it does not exist."""
    postgres = own_postgres(data_dir())
    if not postgres.is_made:
        postgres.make()
    program = postgres.program()
    process = program.start(subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _RECOVERY
        while not postgres.is_ready(process.pid):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Refusal(f"PostgreSQL does not start with {postgres.home}.")
            time.sleep(0.05)
        yield database_url(postgres.sockets)
    finally:
        process.send_signal(program.stop_signal)
        process.wait()


class PrivateServices:
    """Both servers, running between `start` and `stop`."""

    def __init__(self, valkey_databases: int = 16) -> None:
        self._databases = valkey_databases
        self._running: list[tuple[Program, subprocess.Popen[bytes]]] = []
        self._folder = Path()

    def start(self) -> Services:
        self._folder = Path(tempfile.mkdtemp(prefix="parlance-"))
        account = service_account(self._folder / "postgres")
        sockets = socket_folder(self._folder, account)
        postgres = Postgres(self._folder / "postgres", account, sockets, settings=_HASTE)
        postgres.make()
        valkey = Valkey(self._folder / "valkey", account, sockets, databases=self._databases)
        server = self._run(postgres.program())
        self._run(valkey.program())
        deadline = time.monotonic() + _PATIENCE
        while not (postgres.is_ready(server.pid) and valkey.is_ready()):
            if time.monotonic() > deadline or any(process.poll() is not None for _, process in self._running):
                raise Refusal("The private servers did not start:\n" + self._logs())
            time.sleep(0.02)
        return Services(database_url(sockets), redis_url(sockets))

    def stop(self) -> None:
        for program, process in reversed(self._running):
            process.send_signal(program.stop_signal)
        for _, process in self._running:
            process.wait(_PATIENCE)
        self._running.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Services:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _run(self, program: Program) -> subprocess.Popen[bytes]:
        with (self._folder / f"{program.name}.log").open("wb") as log:
            process = program.start(log.fileno())
        self._running.append((program, process))
        return process

    def _logs(self) -> str:
        return "\n".join(log.read_text() for log in sorted(self._folder.glob("*.log")))


def main(command: list[str]) -> int:
    """Returns the command's exit code."""
    try:
        with PrivateServices() as services, tempfile.TemporaryDirectory(prefix="parlance-data-") as folder:
            addresses = {"DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url, "DATA_DIR": folder}
            return subprocess.run(command, env=replaced(addresses), check=False).returncode
    except Refusal as refusal:
        say(str(refusal))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
