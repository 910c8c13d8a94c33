"""A real RabbitMQ on free ports, with everything that it writes in one folder."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chatproject.supervisor.plan import PROJECT
from tests.ground.running import free_port

_PATIENCE = 180.0


class RabbitMQ:
    """`start` returns when it accepts connections at `url`; `kill` ends it at once. What is durable outlives that."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.port = free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        self._programs, self._folder = programs, folder
        self._environment = os.environ | {
            "HOME": str(folder),
            "RABBITMQ_NODENAME": "parlance@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "ERL_EPMD_PORT": str(free_port()),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "logs"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONFIG_FILE": str(folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "rabbitmq-server"],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + _PATIENCE
        while self.control("await_startup", "--timeout", "60").returncode:
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < deadline, (self._folder / "log").read_text()

    def control(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(self._programs / "rabbitmqctl"), "--quiet", *arguments]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)

    def queues(self) -> set[str]:
        return set(self.control("list_queues", "--no-table-headers", "name").stdout.split())

    def kill(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def end(self) -> None:
        self.kill()
        # Erlang's own name server outlives the node, and is refused its end until it has noticed that the node is gone.
        while b"Killed" not in self._epmd("-kill") and b"Cannot connect" not in self._epmd("-names"):
            time.sleep(0.1)

    def _epmd(self, order: str) -> bytes:
        ended = subprocess.run(["epmd", order], env=self._environment, capture_output=True, check=False)
        return ended.stdout + ended.stderr


@contextmanager
def rabbitmq(folder: Path) -> Iterator[RabbitMQ]:
    """Fails with the reason if there is none, and none can be installed."""
    found = subprocess.run([PROJECT / "scripts" / "rabbitmq"], check=True, stdout=subprocess.PIPE, text=True)
    server = RabbitMQ(Path(found.stdout.strip().splitlines()[-1]), folder)
    try:
        server.start()
        yield server
    finally:
        server.end()
