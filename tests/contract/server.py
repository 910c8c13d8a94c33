"""Real web processes for tests that look at the product from outside only."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from chatproject.supervisor.program import Program

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60.0


@dataclass(frozen=True)
class Services:
    """Where a web process finds its PostgreSQL and Valkey."""

    database_url: str
    redis_url: str
    redis_prefix: str = ""

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "REDIS_PREFIX": self.redis_prefix,
            "DJANGO_SETTINGS_MODULE": "tests.contract.settings",
            "RATE_LIMITS": "off",
        }


@dataclass
class WebProcess:
    """One `chatproject.web.serve` on a port of its own. `changes` are further variables of its environment.

    `folder` is the project it serves: this one, or a copy in which something was changed.
    """

    services: Services
    changes: dict[str, str] = field(default_factory=dict)
    module: str = "chatproject.web.serve"
    folder: Path = ROOT

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}"
        self.socket_url = f"ws://{self.host}/ws/v1"
        self._log = tempfile.NamedTemporaryFile(prefix="web-", suffix=".log")  # noqa: SIM115 (closed in stop)
        self._read_to = 0
        self._unready = ""
        number = self._listener.fileno()
        program = Program(
            "web",
            (sys.executable, "-m", self.module, "--fd", str(number)),
            environment={**self.services.environment(), **self.changes},
            folder=self.folder,
            fds=(number,),
        )
        self._process = program.start(self._log.fileno())
        # The process has its own copy: when it dies, connections are refused rather than left waiting.
        self._listener.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ready(self) -> "WebProcess":
        """Wait until it serves."""
        deadline = time.monotonic() + _PATIENCE
        while not self._answers():
            if not self.is_alive or time.monotonic() > deadline:
                output = self.log()
                self.stop()
                raise AssertionError(f"The web process did not start: {self._unready}\n{output}")
            time.sleep(0.05)
        return self

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as response:
                return bool(response.status == 200)
        except urllib.error.HTTPError as error:
            with error:
                self._unready = error.read().decode()
        except (urllib.error.URLError, OSError) as error:
            self._unready = repr(error)
        return False

    def log(self) -> str:
        return Path(self._log.name).read_text(errors="replace")

    def complaints(self) -> str:
        """Returns the log since the last call, if there is a traceback in it."""
        output = self.log()
        new, self._read_to = output[self._read_to :], len(output)
        return new if "Traceback" in new else ""

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self, seconds: float = 60) -> int:
        return self._process.wait(seconds)

    def stop(self) -> None:
        """End it in whatever way works."""
        if self.is_alive:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGTERM)
            try:
                self.wait(10)
            except subprocess.TimeoutExpired:
                self.signal(signal.SIGKILL)
                self.wait()
        self._log.close()


@dataclass
class Servers:
    """Two web processes on the same services, so that a test chooses who talks to which."""

    a: WebProcess
    b: WebProcess

    @classmethod
    def start(cls, services: Services, folder: Path = ROOT, **changes: str) -> "Servers":
        started = cls(*(WebProcess(services, changes, folder=folder) for _ in range(2)))
        try:
            for each in started.both:
                each.ready()
        except BaseException:
            started.stop()
            raise
        return started

    @property
    def both(self) -> tuple[WebProcess, WebProcess]:
        return self.a, self.b

    def stop(self) -> None:
        for each in self.both:
            if each.is_alive:
                each.signal(signal.SIGTERM)
        for each in self.both:
            each.stop()
