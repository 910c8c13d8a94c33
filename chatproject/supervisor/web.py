"""The web processes: all accept from one socket, which we open and they inherit."""

import asyncio
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from chatproject.supervisor.leftovers import start_of
from chatproject.supervisor.output import Refusal
from chatproject.supervisor.plan import PROJECT, Plan
from chatproject.supervisor.program import Program

_BACKLOG = 2048


def listen(plan: Plan) -> socket.socket:
    """The socket, bound at once so that a taken port is told before anything long begins."""
    family = socket.AF_INET6 if ":" in plan.bind else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((plan.bind, plan.port))
    except OSError as error:
        listener.close()
        raise Refusal(f"Cannot listen on {plan.address}: {error.strerror}. Choose another one: PORT=8001.") from None
    return listener


def open_for_visitors(listener: socket.socket) -> None:
    """From here on visitors wait in line for a web process instead of being refused."""
    listener.listen(_BACKLOG)
    listener.set_inheritable(True)


def web_program(name: str, listener: socket.socket, environment: Mapping[str, str], metrics: Path) -> Program:
    """One web process. They share their numbers by files in `metrics`, so that whichever is asked tells all."""
    _forget_the_dead(metrics)
    argv = (sys.executable, "-m", "chatproject.serve", "--fd", str(listener.fileno()))
    environment = {**environment, "PROMETHEUS_MULTIPROC_DIR": str(metrics)}
    return Program(name, argv, environment, folder=PROJECT, fds=(listener.fileno(),))


def _forget_the_dead(metrics: Path) -> None:
    # What was counted stays; what is "now" (open sockets, say) was true of a process that is gone.
    for path in metrics.glob("gauge_live*.db"):
        if start_of(int(path.stem.rpartition("_")[2])) is None:
            path.unlink()


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
