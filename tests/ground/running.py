"""A real `manage.py up`, seen from outside."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psutil

from chatproject.supervisor.plan import PROJECT

_T = TypeVar("_T")

# The environment of the tests must not change what the command does.
_OURS = (
    "DATABASE_URL",
    "BACKUP_DATABASE_URL",
    "REDIS_URL",
    "REDIS_PREFIX",
    "DJANGO_SETTINGS_MODULE",
    "SECRET_KEY",
    "JWT_SIGNING_KEY",
    "ENCRYPTION_KEYS",
)


class Running:
    """One supervisor; `children` are the processes it has noted, by name."""

    def __init__(self, data_dir: Path, log: Path, user: str | None = None) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.log = log
        self._user = user
        self.process = self._start()

    @classmethod
    @contextlib.contextmanager
    def ready(cls, data_dir: Path, log: Path) -> Iterator["Running"]:
        """A supervisor whose processes are ready; it ends with the block."""
        running = cls(data_dir, log)
        try:
            running.wait_until_ready()
            yield running
        finally:
            running.end()

    @property
    def children(self) -> dict[str, int]:
        noted = json.loads((self.data_dir / "children.json").read_text())
        return {name: child["pid"] for name, child in noted.items()}

    @property
    def family(self) -> list[psutil.Process]:
        """The supervisor and everything below it."""
        root = psutil.Process(self.process.pid)
        return [root, *root.children(recursive=True)]

    def of_family(self, take: Callable[[psutil.Process], _T]) -> list[_T]:
        """Returns the result of `take` for each process of the family, without those that end during the call."""
        taken = []
        for process in self.family:
            with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
                taken.append(take(process))
        return taken

    @property
    def output(self) -> str:
        return self.log.read_text()

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=3) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def read(self, path: str, headers: dict[str, str] | None = None) -> str:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers or {})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.read(), "utf-8")

    def register(self, username: str) -> str:
        """A new person's access token."""
        person = {"username": username, "email": f"{username}@example.org", "password": "a-walk-in-the-park-7"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/auth/register",
            data=json.dumps(person).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(json.load(answer)["access"])

    def wait_until_ready(self, seconds: float = 180) -> float:
        """Seconds it took."""
        began = time.monotonic()
        wait(self.is_ready, seconds, lambda: f"not ready:\n{self.output}", or_dead=self.process)
        return time.monotonic() - began

    def wait_for_all(self) -> None:
        everything = {"postgres", "valkey", "preload", "web.1", "web.2", "worker", "media", "notifications", "beat"}
        wait(lambda: set(self.children) == everything, 120, lambda: f"only {self.children}:\n{self.output}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Returns when the supervisor is gone."""
        self.process.send_signal(number)
        self.process.wait(60)

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """After a test, however it went: nothing of it is left."""
        if self.process.poll() is None:
            try:
                self.stop()
            finally:
                self.process.kill()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return manage(self.data_dir, *arguments)

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=PROJECT,
                env=environment(self.data_dir) | {"PORT": str(self.port), "WEB_PROCESSES": "2"},
                stdout=log,
                stderr=log,
                user=self._user,
                group=None if self._user is None else "nogroup",
                extra_groups=None if self._user is None else [],
            )


def manage(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command,
        cwd=PROJECT,
        env=environment(data_dir),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def environment(data_dir: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    return kept | {"DATA_DIR": str(data_dir)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait(
    is_so: Callable[[], object],
    seconds: float,
    complaint: Callable[[], str],
    or_dead: subprocess.Popen[bytes] | None = None,
) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, complaint()
        assert or_dead is None or or_dead.poll() is None, complaint()
        time.sleep(0.05)


def survivors(family: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run."""
    return [one for one in family if _runs(one)]


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
