"""Our own PostgreSQL and Valkey as children, unless the environment has other addresses for them.

And the migrations that our own database has seen.
"""

import asyncio
import contextlib
import hashlib
import signal
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from chatproject.supervisor.account import Account, service_account, socket_folder
from chatproject.supervisor.binaries import find_valkey
from chatproject.supervisor.child import Child
from chatproject.supervisor.leftovers import ChildRegistry, end_server
from chatproject.supervisor.output import Refusal, say
from chatproject.supervisor.plan import PROJECT, Plan
from chatproject.supervisor.postgres import Postgres
from chatproject.supervisor.program import Program
from chatproject.supervisor.state import write_privately

_PATIENCE = 300.0  # after a crash PostgreSQL may have a long log to replay
_DEATHS = 3
_NO_NEWS = ("Memory overcommit must be enabled", "scheduling shutdown", "User requested shutdown", "bye bye")


@dataclass
class Valkey:
    """Our own Valkey, on a Unix socket only. `home` holds the append-only file, with every write.

    Nothing is ever evicted: it also carries Celery's queue.
    """

    home: Path
    account: Account
    sockets: Path
    databases: int = 16

    def __post_init__(self) -> None:
        self.account.own(self.home)
        self.binary = find_valkey()

    @property
    def address(self) -> str:
        return str(self.sockets / "valkey.sock")

    def is_ready(self) -> bool:
        """Whether it responds, and has loaded its file."""
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
        end_server(pid_file, self.home, signal.SIGTERM)
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
        return Program("valkey", argv, folder=self.home, account=self.account, unsaid=_NO_NEWS)


class Stamp:
    """Remembers that the database is migrated, so that a start without new migrations need not load Django to check.

    A file next to the data: it is deleted with the data, and no longer fits when a migration or a requirement changed.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / "migrated"

    def fits(self) -> bool:
        try:
            return self._path.read_text() == fingerprint()
        except FileNotFoundError:
            return False

    def renew(self) -> None:
        """Writes the stamp. Without it the next start only takes longer."""
        with contextlib.suppress(OSError):
            write_privately(self._path, fingerprint())


def fingerprint(project: Path = PROJECT) -> str:
    """Returns a digest of every migration of the project, and of the versions that bring the others."""
    digest = hashlib.sha256()
    for path in [*sorted(project.glob("*/migrations/*.py")), project / "requirements.txt"]:
        digest.update(f"{path.relative_to(project)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def own_postgres(data_dir: Path) -> Postgres:
    """Returns the PostgreSQL of this DATA_DIR, not started."""
    account = service_account(data_dir / "postgres")
    return Postgres(data_dir / "postgres", account, socket_folder(data_dir, account))


class OwnServices:
    """The two servers of one DATA_DIR; `children` are those that were started."""

    def __init__(self, plan: Plan, registry: ChildRegistry) -> None:
        self.children: list[Child] = []
        self.account: Account = service_account(plan.data_dir / "postgres")
        self.sockets = socket_folder(plan.data_dir, self.account)
        self._data_dir = plan.data_dir
        self._registry = registry

    async def start_postgres(self) -> None:
        postgres = own_postgres(self._data_dir)
        if not postgres.is_made:
            say(f"Creating a PostgreSQL {postgres.programs.major} database in {self._data_dir / 'postgres'} …")
            postgres.make()
        child = self._start(Child("postgres", postgres.program, self._registry))
        await until_ready(child, lambda: postgres.is_ready(child.pid or 0))

    async def start_valkey(self) -> Child:
        valkey = Valkey(self._data_dir / "valkey", self.account, self.sockets)
        child = self._start(Child("valkey", valkey.program, self._registry))
        await until_ready(child, valkey.is_ready)
        return child

    def _start(self, child: Child) -> Child:
        self.children.append(child)
        child.start()
        return child


async def until_ready(child: Child, is_ready: Callable[[], bool]) -> None:
    """Waits until a child that was just started works; gives up if it keeps dying."""
    await until(is_ready, lambda: child.deaths >= _DEATHS, child.name)


async def until(is_ready: Callable[[], bool | Awaitable[bool]], is_hopeless: Callable[[], bool], name: str) -> None:
    """Waits for `is_ready`, with a message now and then."""
    clock = asyncio.get_running_loop().time
    began = reported = clock()
    while True:
        answer = is_ready()
        if answer if isinstance(answer, bool) else await answer:
            return
        if is_hopeless() or clock() - began > _PATIENCE:
            raise Refusal(f"{name} does not start; see its lines above.")
        if clock() - reported > 10:
            reported = clock()
            say(f"still waiting for {name}, {reported - began:.0f} s")
        await asyncio.sleep(0.03)
