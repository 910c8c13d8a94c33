"""The real thing: `manage.py up` on a folder and a port of its own, and what can be done to it from outside."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path

from chatproject.supervisor.parent_death import die_with
from chatproject.supervisor.plan import PROJECT
from chatproject.supervisor.state import locate, read_json
from tests.prepared import prepare

# Variables of this test run that the machine must not inherit.
_OURS = ("DATABASE_URL", "BACKUP_DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "DJANGO_SETTINGS_MODULE", "DATABASE_POOL")
_PATIENCE = 180.0
#: For machines that are hosts of one server.
KEYS = {name: f"{name}-of-several-hosts-{'0123456789abcdef' * 2}" for name in ("SECRET_KEY", "JWT_SIGNING_KEY")}
KEYS["ENCRYPTION_KEYS"] = f"encryption-of-several-hosts-{'fedcba9876543210' * 2}"


class Machine:
    """One supervised Parlance, empty at first. Between `stop` and `start` its data stay.

    `folder` is the project that it runs: this one, or a copy in which something was changed.
    """

    def __init__(self, folder: Path = PROJECT, **environment: str) -> None:
        self.folder = folder
        self.data_dir = Path(tempfile.mkdtemp(prefix="parlance-machine-"))
        self.log = self.data_dir / "log"
        self.port = _free_port()
        self.environment = {name: value for name, value in os.environ.items() if name not in _OURS}
        self.environment |= {"DATA_DIR": str(self.data_dir), "PORT": str(self.port), "RATE_LIMITS": "off"}
        self.environment["WEB_PROCESSES"] = "2"  # however few cores there are: one is to die while another serves
        self.environment |= environment
        self._supervisor: subprocess.Popen[bytes] | None = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @property
    def socket_url(self) -> str:
        return f"ws://{self.host}/ws/v1"

    @property
    def redis_url(self) -> str:
        return locate(self.data_dir, {}).redis_url

    @property
    def database_url(self) -> str:
        return locate(self.data_dir, {}).database_url

    @property
    def supervisor(self) -> int:
        """The pid of `manage.py up`."""
        assert self._supervisor is not None
        return self._supervisor.pid

    @property
    def children(self) -> dict[str, int]:
        """{name: pid} of what the supervisor runs at this moment."""
        return {name: child["pid"] for name, child in read_json(self.data_dir / "children.json").items()}

    @property
    def web_pids(self) -> list[int]:
        return [pid for name, pid in self.children.items() if name.startswith("web.")]

    def is_running(self, name: str) -> bool:
        pid = self.children.get(name)
        return pid is not None and Path(f"/proc/{pid}").exists()

    def start(self, last: str = "beat") -> None:
        """Returns when it is ready and runs its `last` child; does nothing when it runs already."""
        if self._supervisor is not None:
            return
        if self.folder == PROJECT and not self.environment.get("DATABASE_URL"):
            prepare(self.data_dir)
        with self.log.open("ab") as log:
            self._supervisor = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=partial(die_with, os.getpid(), signal.SIGTERM),
            )
        deadline = time.monotonic() + _PATIENCE
        while not (self.is_ready() and last in self.children):
            assert self._supervisor.poll() is None, f"It did not start:\n{self.log.read_text()}"
            assert time.monotonic() < deadline, f"It is not ready after {_PATIENCE} s:\n{self.log.read_text()}"
            time.sleep(0.1)

    def stop(self) -> float:
        """Asks it to end, as Ctrl-C does; the seconds that it took."""
        assert self._supervisor is not None
        began = time.monotonic()
        self._supervisor.send_signal(signal.SIGTERM)
        self._supervisor.wait(_PATIENCE)
        self._supervisor = None
        return time.monotonic() - began

    def kill(self, name: str) -> int:
        """Kills one child with no warning; the pid it had."""
        pid = self.children[name]
        os.kill(pid, signal.SIGKILL)
        return pid

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def processes(self) -> list[str]:
        """Returns the command lines of this machine's living processes, also of those that have another parent now."""
        return [_command(pid) for pid in _all_pids() if self._is_ours(pid)]

    def discard(self) -> None:
        """Ends it when it runs, and removes its data."""
        if self._supervisor is not None:
            self.stop()
        shutil.rmtree(self.data_dir)

    def _is_ours(self, pid: str) -> bool:
        try:
            works_in = Path(f"/proc/{pid}/cwd").resolve(strict=True)
            environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            return False
        is_in_folder = works_in.is_relative_to(self.data_dir.resolve())
        return is_in_folder or f"DATA_DIR={self.data_dir}".encode() in environment


def connections_of(pid: int, port: int) -> set[int]:
    """The other ends' ports of the connections to our `port` that process `pid` holds."""
    inodes = set()
    try:
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            inodes.add(str(entry.readlink()).removeprefix("socket:[").rstrip("]"))
    except OSError:  # it closed one just now, or ended
        return set()
    held = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, state, *rest = line.split()
        if int(local.rpartition(":")[2], 16) == port and state == "01" and rest[5] in inodes:
            held.add(int(remote.rpartition(":")[2], 16))
    return held


def _all_pids() -> list[str]:
    return [
        entry.name for entry in Path("/proc").iterdir() if entry.name.isdecimal() and int(entry.name) != os.getpid()
    ]


def _command(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:
        return pid


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port
