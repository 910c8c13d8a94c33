"""Helpers of these tests: a frame and the error in response to it."""

from typing import Any

from tests.contract.sockets import Socket


async def complaint(socket: Socket, text: str | bytes) -> Any:
    """Returns the whole reply with the error in response to a frame."""
    before = len(socket.replies)
    await socket.line.send(text)
    await socket.until(lambda: len(socket.replies) > before, 10, "a complaint")
    return socket.replies[-1]
