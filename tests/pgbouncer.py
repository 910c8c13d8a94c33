"""A PgBouncer in transaction mode in front of a PostgreSQL."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from chatproject.supervisor.account import service_account
from chatproject.supervisor.program import Program

_PATIENCE = 60.0
_SETTINGS = """
[databases]
* = host={host} user=parlance
[pgbouncer]
unix_socket_dir = {folder}
unix_socket_mode = 0777
listen_port = 6432
auth_type = any
pool_mode = transaction
max_client_conn = 1000
default_pool_size = 20
logfile = {folder}/pgbouncer.log
"""


@contextmanager
def pgbouncer(program: str, database_url: str) -> Iterator[str]:
    """The address by which the same database is reached through the pooler."""
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as name:
        folder = Path(name)
        sockets = Path(str(conninfo_to_dict(database_url)["host"]))
        account = service_account(sockets)
        (folder / "pgbouncer.ini").write_text(_SETTINGS.format(host=sockets, folder=folder))
        os.chown(folder, account.uid, account.gid)
        argv = (program, "--quiet", folder / "pgbouncer.ini")
        process = Program("pgbouncer", argv, folder=sockets, account=account).start(subprocess.DEVNULL)
        try:
            _wait_for(folder / ".s.PGSQL.6432", process)
            yield make_conninfo(database_url, host=name, port=6432)
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _wait_for(socket: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE
    while not socket.exists():
        assert process.poll() is None, "PgBouncer ended"
        assert time.monotonic() < deadline, "PgBouncer does not listen"
        time.sleep(0.02)
