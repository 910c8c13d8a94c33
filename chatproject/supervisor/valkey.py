"""Our own Valkey: a Unix socket only, every write in its append-only file."""

import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from chatproject.supervisor.account import Account
from chatproject.supervisor.binaries import find_valkey
from chatproject.supervisor.leftovers import end_server
from chatproject.supervisor.program import Program

_NO_NEWS = ("Memory overcommit must be enabled", "scheduling shutdown", "User requested shutdown", "bye bye")


@dataclass
class Valkey:
    """`home` holds the append-only file. Nothing is ever evicted: it also carries Celery's queue."""

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
