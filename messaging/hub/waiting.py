"""A `POST sync` that waits in the hub, as a socket does. It only learns that something changed."""

import asyncio
from typing import Any

from accounts.authentication import Signed
from messaging.hub.connection import Connection
from messaging.hub.frames import Fragment
from messaging.hub.pacing import Pacer

#: Events that do not end a wait: `sync` does not return typing, and always returns presence.
_PASSING = ('{"type":"typing"', '{"type":"presence"')


async def _nowhere(message: dict[str, Any]) -> None:
    """Writes nothing: Django sends the response."""


class Waiting(Connection):
    """`moved` completes when an event for the user arrives, or the process stops."""

    def __init__(self, signed: Signed, pacer: Pacer, *, is_active: bool) -> None:
        super().__init__(_nowhere, user=signed.user.pk, device=signed.device.pk, session="", pacer=pacer)
        self.is_active = is_active
        self.moved: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def push(self, fragment: Fragment, *, droppable: bool = False) -> None:
        if not fragment.text.startswith(_PASSING):
            self._end()

    def close(self, code: int, reason: str = "") -> None:
        self._end()

    def _end(self) -> None:
        if not self.moved.done():
            self.moved.set_result(None)
