"""The web processes: all accept from one socket, which we open and they inherit."""

import asyncio
import socket
import sys
from collections.abc import Mapping

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


def web_program(name: str, listener: socket.socket, environment: Mapping[str, str]) -> Program:
    argv = (sys.executable, "-m", "chatproject.serve", "--fd", str(listener.fileno()))
    return Program(name, argv, environment, folder=PROJECT, fds=(listener.fileno(),))


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
