"""Servers for the duration of one command.

`lent` runs PostgreSQL for a manage.py command that needs a database while Parlance may be stopped.
`python -m chatproject.supervisor.private COMMAND…` runs a command with a PostgreSQL and a Valkey of its own, on sockets
in a temporary folder that is deleted afterwards: empty, and used by nothing else.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from chatproject.settings.environment import server
from chatproject.settings.environment.declared import replaced
from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.plan import data_dir
from chatproject.supervisor.servers import Postgres, Valkey
from chatproject.supervisor.state import Services, hold, is_running, make_data_dir, own_services

# Nothing in them outlives the run, so nothing waits for the disk.
_HASTE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "300"}
_PATIENCE = 300.0  # after a crash PostgreSQL may have a long log to replay


@contextmanager
def lent() -> Iterator[None]:
    """Runs PostgreSQL for as long as a command takes, unless one is running. Raises Refusal."""
    if server.DATABASE_URL.written() or is_running(data_dir()):
        yield
        return
    make_data_dir(data_dir())
    with hold(data_dir()), running(Postgres(data_dir())):
        os.environ.pop(server.DATABASE_URL.file, None)
        os.environ[server.DATABASE_URL.name] = own_services(data_dir()).database_url
        yield


@contextmanager
def private_services(valkey_databases: int = 16, prepare: Callable[[Path], None] | None = None) -> Iterator[Services]:
    """Runs both servers in a temporary folder, in which `prepare` may put a database."""
    with tempfile.TemporaryDirectory(prefix="parlance-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if prepare:
            prepare(folder)
        with running(Postgres(folder, settings=_HASTE)), running(Valkey(folder, databases=valkey_databases)):
            yield own_services(folder)


@contextmanager
def running(service: Postgres | Valkey, patience: float = _PATIENCE) -> Iterator[None]:
    """Runs a server, which is created if it does not exist."""
    if isinstance(service, Postgres) and not service.is_made:
        service.make()
    program = service.program()
    with tempfile.TemporaryFile() as log, program.start(log.fileno()) as process:
        try:
            deadline = time.monotonic() + patience
            while not service.is_ready(process.pid):
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise Refusal(f"{program.name} does not start:\n{log.read().decode(errors='replace')}")
                time.sleep(0.02)
            yield
        finally:
            process.send_signal(program.stop_signal)


def main(command: list[str]) -> int:
    """Returns the command's exit code."""
    try:
        with private_services() as services, tempfile.TemporaryDirectory(prefix="parlance-data-") as folder:
            addresses = {"DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url, "DATA_DIR": folder}
            return subprocess.run(command, env=replaced(addresses), check=False).returncode
    except Refusal as refusal:
        say(str(refusal))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
