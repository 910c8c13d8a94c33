"""Sends that are tried again, as the contract asks, while the server says that it cannot just now."""

import asyncio
from typing import Any
from uuid import uuid4

from tests.contract.client import Door, Person, Refused, Socket


async def by_socket(socket: Socket, conversation: str, body: str, client_id: str | None = None) -> dict[str, Any]:
    """The acknowledgement, or whatever else it is refused with."""
    client_id = client_id or str(uuid4())
    while True:
        try:
            taken: dict[str, Any] = await socket.send(conversation, body, client_id=client_id)
        except Refused as refused:
            if refused.code != "unavailable":
                raise
            await _wait(refused.error)
        else:
            return taken


async def by_rest(sender: Person, conversation: str, body: str, client_id: str, at: Door) -> dict[str, Any]:
    """The message, or the error."""
    while True:
        message = {"body": body, "client_id": client_id}
        answer = await sender.call("POST", f"conversations/{conversation}/messages", message, at=at)
        assert isinstance(answer.body, dict), answer
        if answer.code != "unavailable":
            return answer.body
        await _wait(answer.body)


async def _wait(error: dict[str, Any]) -> None:
    await asyncio.sleep(error.get("retry_after_ms", 500) / 1000)
