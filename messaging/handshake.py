"""The socket's handshake: authenticates callers and rejects the others."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError

from accounts.authentication import Signed
from accounts.callers import credentials_in
from accounts.staff.standing import known
from chatproject.contract import wire
from chatproject.contract.errors import RateLimited, Unavailable
from chatproject.contract.events import WelcomeEvent
from messaging.hub.connection import Connection
from messaging.hub.frames import Fragment
from messaging.hub.live import Live

log = logging.getLogger(__name__)

Send = Callable[[dict[str, Any]], Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]

SUBPROTOCOL = "chat.v1"
#: Sockets of one user in one process.
MAX_SOCKETS = 100
COME_AGAIN = 1013


async def let_in(scope: dict[str, Any], live: Live) -> Signed:
    """Returns the caller, authenticated in one batch with all who connect at the same time. Raises a DomainError if
    they are rejected.
    """
    if live.is_draining:
        raise Unavailable
    try:
        await live.ready()
        signed = await live.arrivals.submit(credentials_in(scope))
    except (OperationalError, InterfaceError) as error:
        log.warning("the database does not answer a handshake: %s", error)
        raise Unavailable(retry_after_ms=1000) from error
    if live.is_draining:
        raise Unavailable
    if len(live.hub.of_user(signed.user.pk)) >= MAX_SOCKETS:
        raise RateLimited("You have too many connections open.")
    return signed


async def accept(signed: Signed, scope: dict[str, Any], send: Send, live: Live) -> Connection:
    """Accepts the socket. It is not subscribed to anything yet."""
    offered = SUBPROTOCOL in scope.get("subprotocols", [])
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if offered else None})
    extensions = scope.get("extensions", {})
    return Connection(
        send,
        user=signed.user.pk,
        device=signed.device.pk,
        session=uuid4().hex,
        pacer=live.pacer,
        write=extensions.get("write"),
        abort=extensions.get("abort"),
        deflates=extensions.get("deflate", False),
    )


async def welcome(connection: Connection, live: Live) -> None:
    """Subscribes the connection to its user's conversations, after the `welcome`. If they cannot be read, the client
    must reconnect.
    """
    try:
        await live.join(connection)
    except (OperationalError, InterfaceError) as error:
        log.warning("the database does not answer a new connection: %s", error)
        connection.close(COME_AGAIN)
        return
    event = WelcomeEvent(
        user=connection.user,  # type: ignore[arg-type]
        session=connection.session,
        epoch=live.epoch,
        me_rev=live.hub.me_rev(connection.user),
        heartbeat_ms=settings.HEARTBEAT_MS,
        limits=settings.LIMITS,
        read_only=known().read_only,
        notices=list(known().notices),
        version=settings.VERSION,
        client=settings.CLIENT_BUILD,
    )
    connection.uncork(Fragment(wire.encode(event).decode()))
