"""Helpers of these tests: a frame and the error that answers it."""

from typing import Any

from tests.contract.sockets import Socket


async def complaint(socket: Socket, text: str | bytes) -> Any:
    """The error that answers a frame, as the whole reply."""
    before = len(socket.replies)
    await socket.line.send(text)
    await socket.until(lambda: len(socket.replies) > before, 10, "a complaint")
    return socket.replies[-1]
