"""Runs PostgreSQL for manage.py commands that need a database while Parlance may be stopped."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from chatproject.supervisor.keys import make_data_dir
from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.plan import PROJECT, data_dir
from chatproject.supervisor.services import own_postgres
from chatproject.supervisor.state import database_url, hold, is_running

_PATIENCE = 300.0


def main(arguments: Sequence[str]) -> int | None:
    """Runs the command with PostgreSQL started for it; returns the exit code, or None if a database is
    already running.
    """
    if os.environ.get("DATABASE_URL") or is_running(data_dir()):
        return None
    try:
        make_data_dir(data_dir())
        with hold(data_dir()), _postgres() as url:
            command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    except Refusal as refusal:
        say(str(refusal))
        return 1


@contextmanager
def _postgres() -> Iterator[str]:
    """Yields the address of the PostgreSQL in DATA_DIR, which is created if it does not exist."""
    postgres = own_postgres(data_dir())
    if not postgres.is_made:
        postgres.make()
    program = postgres.program()
    process = program.start(subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not postgres.is_ready(process.pid):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Refusal(f"PostgreSQL does not start with {postgres.home}.")
            time.sleep(0.05)
        yield database_url(postgres.sockets)
    finally:
        process.send_signal(program.stop_signal)
        process.wait()
