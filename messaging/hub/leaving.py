"""The end of a process's connections: their clients are asked to reconnect elsewhere."""

import asyncio

from chatproject.contract import wire
from chatproject.contract.events import GoawayEvent
from messaging.hub.frames import Fragment
from messaging.hub.hub import Hub

GOING_AWAY = 1001
#: Milliseconds over which clients return.
_SPREAD_MS = 3_000
#: Seconds from the notice until a socket closes.
_NOTICE = 0.2
_AFTER_SPREAD = 0.3


async def send_away(hub: Hub, *, has_successor: bool) -> None:
    """Asks all clients to reconnect, and closes the sockets that are left after that.

    With a successor on the same port they stay open, and commands are answered, until each client has moved there.
    """
    hub.tell(hub.connections, Fragment(wire.encode(GoawayEvent(after_ms=_SPREAD_MS)).decode()))
    loop = asyncio.get_running_loop()
    close_at = loop.time() + (_SPREAD_MS / 1000 + _AFTER_SPREAD if has_successor else _NOTICE)
    while hub.connections and loop.time() < close_at:
        await asyncio.sleep(0.05)
    for connection in hub.connections:
        connection.close(GOING_AWAY)
