"""Parlance, started as its users start it: `manage.py up` with a DATA_DIR of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.ledger import Ledger
from bench.machine import PROJECT, free_port
from bench.processes import command_line
from bench.servers.base import Client, Rooms, Server
from bench.servers.daemon import Daemon
from bench.servers.parlance_client import ParlanceClient, connect
from bench.servers.people import People
from chatproject.supervisor.state import read_json

_PARTS = {"postgres": "database", "valkey": "valkey"}


class Parlance(Server):
    """As shipped, except for the rate limits: all the load comes from one address. 0 web processes: its own choice.

    It runs on the servers' core, or on all if it is not `pinned`.
    """

    name = "Parlance"
    is_python = True

    def __init__(
        self,
        web_processes: int,
        project: Path = PROJECT,
        *,
        pinned: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._web_processes = web_processes
        self._is_pinned = pinned
        self._own_environment = dict(environment or {})
        self._project = project
        self._folder = Path(tempfile.mkdtemp(prefix="parlance-bench-"))
        self._daemon: Daemon | None = None
        self.port = free_port()
        self.people = People(self.port)

    @property
    def data_dir(self) -> Path:
        return self._folder / "data"

    def start(self) -> None:
        own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        environment = own | {
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "RATE_LIMITS": "off",
            **self._own_environment,
        }
        if self._web_processes:
            environment["WEB_PROCESSES"] = str(self._web_processes)
        python = sys.executable if self._project == PROJECT else self._project / ".venv" / "bin" / "python"
        argv = [str(python), str(self._project / "manage.py"), "up"]
        self._daemon = Daemon(argv, self._folder / "up.log", environment, is_pinned=self._is_pinned)
        self._daemon.wait_until(self._is_ready)

    def stop(self) -> None:
        if self._daemon is not None:
            self._daemon.end()
            self._daemon = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _children(self) -> dict[str, dict[str, object]]:
        return read_json(self.data_dir / "children.json")

    def roots(self) -> list[int]:
        return [self._daemon.pid] if self._daemon else []

    def part_of(self, pid: int) -> str:
        if any(child["pid"] == pid for name, child in self._children.items() if name.startswith("web.")):
            return "web"
        line = command_line(pid)
        return next((part for word, part in _PARTS.items() if word in line), "worker")

    def version(self) -> str:
        described = subprocess.run(
            ["git", "-C", self._project, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
        )
        return f"Parlance {described.stdout.strip() or 'without git'}, {len(self.web_pids())} web processes"

    async def prepare(self, users: int, rooms: Rooms) -> None:
        await self.people.make(users, rooms)

    async def connect(self, user: int, rooms: Sequence[str], ledger: Ledger) -> ParlanceClient:
        return await connect(self.port, await self.people.token(user), user, ledger, self.people.conversation)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def ours(server: Server) -> Parlance:
    """Returns the server for scenarios that use Parlance's contract."""
    if not isinstance(server, Parlance):
        raise TypeError(f"{server.name} does not use Parlance's contract")
    return server


def our_clients(clients: Sequence[Client]) -> list[ParlanceClient]:
    return [client for client in clients if isinstance(client, ParlanceClient)]
