"""Assigns the cores: one for the servers, another for the load generator."""

import os
import shutil
import signal
import socket
import tempfile
import time
from pathlib import Path

SERVER_CORE = int(os.environ.get("BENCH_SERVER_CORE", "0"))
GENERATOR_CORE = int(os.environ.get("BENCH_GENERATOR_CORE", "1"))
PROJECT = Path(__file__).resolve().parents[1]


def pinned(argv: list[str]) -> list[str]:
    """Returns the command, pinned to the servers' core."""
    if not shutil.which("taskset"):
        raise SystemExit("bench needs taskset (Debian: util-linux)")
    return ["taskset", "-c", str(SERVER_CORE), *argv]


def pin_generator() -> None:
    if not {SERVER_CORE, GENERATOR_CORE} <= os.sched_getaffinity(0):
        raise SystemExit("bench needs two cores: one for the servers, one for itself")
    os.sched_setaffinity(0, {GENERATOR_CORE})


def end_on_sigterm() -> None:
    """Makes SIGTERM end this process as Ctrl-C does: the servers are stopped and their folders removed."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, end)


def load_of_others() -> str:
    """Returns the load average before anything starts, to report with the figures of a busy machine."""
    return f"{os.getloadavg()[0]:.1f}"


def flush_ms() -> float:
    """Returns the median time of flushing one page to the disk of the temporary folder, a lower bound for
    durable responses.
    """
    taken = []
    with tempfile.TemporaryFile() as file:
        for _ in range(50):
            file.write(bytes(8192))
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - began)
    return round(sorted(taken)[25] * 1000, 2)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
