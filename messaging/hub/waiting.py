"""A question by POST sync that waits in the hub: like a socket, but all it takes is that there is something."""

import asyncio
from typing import Any

from accounts.authentication import Signed
from messaging.hub.connection import Connection, Fragment
from messaging.hub.pacing import Pacer

#: What sync does not bring.
_PASSING = ('{"type":"typing"', '{"type":"presence"')


async def _nowhere(message: dict[str, Any]) -> None:
    """Nothing is written: Django answers."""


class Waiting(Connection):
    """`moved` is done once its person would hear something, or is to come again elsewhere."""

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
