"""Sends an error of the contract as an ASGI response to a request or a handshake."""

from typing import Any

from chatproject.contract import wire
from chatproject.contract.errors import DomainError


async def refuse(error: DomainError, scope: Any, send: Any, *, status: int = 0) -> None:
    """Responds with the error. A handshake that the server cannot respond to with a body is closed."""
    kind = "http.response"
    if scope["type"] == "websocket":
        kind = "websocket.http.response"
        if kind not in scope.get("extensions", {}):
            await send({"type": "websocket.close"})
            return
    body = wire.encode(error.as_body())
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": f"{kind}.start", "status": status or int(error.status), "headers": headers})
    await send({"type": f"{kind}.body", "body": body})
