"""The web processes."""

import asyncio
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from chatproject.supervisor.leftovers import start_of
from chatproject.supervisor.plan import PROJECT, Plan
from chatproject.supervisor.program import Program


def web_program(name: str, door: socket.socket, environment: Mapping[str, str], metrics: Path) -> Program:
    """One web process. They share their numbers by files in `metrics`, so that whichever is asked tells all."""
    _forget_the_dead(metrics)
    argv = (sys.executable, "-m", "chatproject.serve", "--fd", str(door.fileno()))
    environment = {
        # The C library would keep freed memory apart for every thread that ever ran: threads come with requests.
        "MALLOC_ARENA_MAX": "2",
        **environment,
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
    }
    return Program(name, argv, environment, folder=PROJECT, fds=(door.fileno(),))


async def is_ready(plan: Plan) -> bool:
    """Whether a web process answers /readyz with 200."""
    try:
        async with asyncio.timeout(3):
            reader, writer = await asyncio.open_connection(plan.bind, plan.port)
            writer.write(f"GET /readyz HTTP/1.1\r\nHost: localhost:{plan.port}\r\nConnection: close\r\n\r\n".encode())
            answer = await reader.readline()
            writer.close()
    except (OSError, TimeoutError):
        return False
    return b" 200 " in answer


def _forget_the_dead(metrics: Path) -> None:
    # What was counted stays; what is "now" (open sockets, say) was true of a process that is gone.
    for path in metrics.glob("gauge_live*.db"):
        if start_of(int(path.stem.rpartition("_")[2])) is None:
            path.unlink()
