"""Sends that are repeated, as the protocol requires, while the server is temporarily unavailable."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx

from tests.contract.client import Person
from tests.contract.sockets import Listener, Refused, Socket

#: Seconds after which the server should be available again.
_PATIENCE = 60.0


async def by_socket(socket: Socket, conversation: str, body: str, client_id: str | None = None) -> dict[str, Any]:
    """Returns the acknowledgement. Raises any other refusal."""
    client_id = client_id or str(uuid4())
    for is_last in _tries():
        try:
            taken: dict[str, Any] = await socket.send(conversation, body, client_id=client_id)
        except Refused as refused:
            if is_last or refused.code != "unavailable":
                raise
            await _wait(refused.error)
        else:
            return taken
    raise AssertionError


async def by_rest(sender: Person, conversation: str, body: str, client_id: str, at: Listener) -> dict[str, Any]:
    """Returns the message, or the error."""
    message = {"body": body, "client_id": client_id}
    for is_last in _tries():
        try:
            answer = await sender.call("POST", f"conversations/{conversation}/messages", message, at=at)
        except httpx.TransportError:  # a server may close an idle connection just as it is used again
            if is_last:
                raise
            await _wait({})
            continue
        assert isinstance(answer.body, dict), answer
        if is_last or answer.code != "unavailable":
            return answer.body
        await _wait(answer.body)
    raise AssertionError


def _tries() -> Iterator[bool]:
    """Returns whether the deadline has passed."""
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE:
        yield False
    yield True


async def _wait(error: dict[str, Any]) -> None:
    await asyncio.sleep(error.get("retry_after_ms", 500) / 1000)
