"""A PostgreSQL and a Valkey for one run, on sockets in a temporary folder that is deleted afterwards.

`python -m chatproject.supervisor.private COMMAND…` runs a command with them: empty, and used by nothing else.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

from chatproject.supervisor.account import service_account
from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.postgres import Postgres
from chatproject.supervisor.program import Program
from chatproject.supervisor.sockets import socket_folder
from chatproject.supervisor.state import Services, database_url, redis_url
from chatproject.supervisor.valkey import Valkey

# Nothing in them outlives the run, so nothing waits for the disk.
_HASTE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "300"}
_PATIENCE = 30.0


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
        with PrivateServices() as services, tempfile.TemporaryDirectory(prefix="parlance-data-") as data_dir:
            addresses = {"DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url, "DATA_DIR": data_dir}
            return subprocess.run(command, env=os.environ | addresses, check=False).returncode
    except Refusal as refusal:
        say(str(refusal))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
