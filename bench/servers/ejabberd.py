"""A reference: Debian's ejabberd, group chat and archive in PostgreSQL."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench.ledger import Ledger
from bench.machine import free_port, listens
from bench.servers.base import Client, Missing, Rooms, Server
from bench.servers.cluster import Cluster
from bench.servers.daemon import Daemon
from bench.servers.xmpp import connect

_DATABASE = "ejabberd"
_SCHEMA = Path("/usr/share/ejabberd/sql/pg.sql")
_PACKAGES = ("ejabberd", "erlang-p1-pgsql")

_CONFIGURATION = """
hosts: [localhost]
loglevel: warning
listen:
  - port: {port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    access: all
    shaper: none
    starttls: false
    max_stanza_size: 262144
auth_method: [sql]
auth_password_format: plain
default_db: sql
sql_type: pgsql
sql_server: "127.0.0.1"
sql_port: {postgres_port}
sql_database: {database}
sql_username: {user}
sql_password: "trusted"
modules:
  mod_disco: {{}}
  mod_ping: {{}}
  mod_roster: {{}}
  mod_stream_mgmt: {{}}
  mod_mam:
    default: always
    request_activates_archiving: false
  mod_muc:
    access_create: all
    access_mam: all
    access_persistent: all
    max_users: 5000
    max_users_presence: 5000
    default_room_options: {{persistent: true, mam: true, max_users: 5000}}
"""

# A fixed port instead of a name daemon, which would keep running; and idle schedulers must not spin, because that would
# count as work.
_ERLANG = """ERLANG_NODE=parlance_bench@localhost
ERL_DIST_PORT={port}
INET_DIST_INTERFACE=127.0.0.1
ERL_OPTIONS="+sbwt none +sbwtdcpu none +sbwtdio none"
"""


class Ejabberd(Server):
    """It runs as its own account, so root must start it."""

    name = "ejabberd"
    at_once = 20

    def __init__(self, web_processes: int) -> None:
        _install()
        self._cluster = Cluster()
        self._port = free_port()
        self._daemon: Daemon | None = None

    def start(self) -> None:
        self._cluster.start_postgres(_DATABASE, _SCHEMA)
        home = self._cluster.folder / "ejabberd"
        for folder in ("conf", "spool", "logs"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        (home / "conf" / "ejabberd.yml").write_text(
            _CONFIGURATION.format(
                port=self._port,
                postgres_port=self._cluster.postgres_port,
                database=_DATABASE,
                user=self._cluster.user,
            )
        )
        (home / "conf" / "ejabberdctl.cfg").write_text(_ERLANG.format(port=free_port()))
        shutil.copy("/etc/ejabberd/inetrc", home / "conf" / "inetrc")
        subprocess.run(["chown", "-R", "ejabberd:", home], check=True)
        account = pwd.getpwnam("ejabberd")
        become = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
        folders = ["--config-dir", home / "conf", "--spool", home / "spool", "--logs", home / "logs"]
        argv = [*become, "ejabberdctl", *map(str, folders), "foreground"]
        self._daemon = Daemon(argv, self._cluster.folder / "ejabberd.log", os.environ | {"HOME": str(home / "spool")})
        self._daemon.wait_until(partial(listens, self._port))

    def stop(self) -> None:
        if self._daemon:
            self._daemon.end_tree()
            self._daemon = None
        self._cluster.stop()

    def remove(self) -> None:
        self.stop()
        self._cluster.remove()

    def roots(self) -> list[int]:
        return ([self._daemon.pid] if self._daemon else []) + self._cluster.roots()

    def part_of(self, pid: int) -> str:
        return self._cluster.part_of(pid)

    def version(self) -> str:
        query = ["dpkg-query", "-W", "-f", "${Package} ${Version}", "ejabberd"]
        return subprocess.run(query, capture_output=True, text=True, check=True).stdout

    async def prepare(self, users: int, rooms: Rooms) -> None:
        people = [(f"u{user}",) for user in range(users)]
        statement = "INSERT INTO users (username, password) VALUES (%s, 'pw') ON CONFLICT DO NOTHING"
        self._cluster.execute(_DATABASE, statement, people)

    async def connect(self, user: int, rooms: Sequence[str], ledger: Ledger) -> Client:
        return await connect(self._port, user, rooms, ledger)


def _install() -> None:
    """Raises Missing if the packages are not available."""
    if _SCHEMA.exists() and shutil.which("ejabberdctl"):
        if os.geteuid() != 0:
            raise Missing("ejabberd runs as its own account: start the bench as root")
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(f"needs the Debian packages {' '.join(_PACKAGES)}, and root to install them")
    installed = subprocess.run(
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *_PACKAGES],
        env=os.environ | {"RUNLEVEL": "1", "DEBIAN_FRONTEND": "noninteractive"},  # installed, not started
        capture_output=True,
        text=True,
        check=False,
    )
    if installed.returncode:
        raise Missing(f"apt-get install {' '.join(_PACKAGES)} failed: {installed.stderr.strip()[-300:]}")
