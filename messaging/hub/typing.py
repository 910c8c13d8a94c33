"""Tracks who is typing: in memory only, and it expires by itself."""

import asyncio
from collections.abc import Callable

from chatproject.contract.events import TypingEvent
from chatproject.realtime import Envelope, conversation_group, seal
from messaging.hub.connection import Connection

#: Seconds after which typing ends if the user's client does not repeat it.
LASTS = 8

_Key = tuple[Connection, str]


class Typing:
    """Notifies a conversation when a user begins and stops typing."""

    def __init__(self, tell: Callable[[Envelope], None]) -> None:
        self._tell = tell
        self._ends: dict[_Key, asyncio.TimerHandle] = {}

    def start(self, connection: Connection, conversation: str) -> None:
        key = (connection, conversation)
        timer = self._ends.pop(key, None)
        if timer is not None:
            timer.cancel()
        self._ends[key] = asyncio.get_running_loop().call_later(LASTS, self.stop, connection, conversation)
        # Sent on every repeat, so that members who connected since, or dropped it, receive it too.
        self._say(connection, conversation, active=True)

    def stop(self, connection: Connection, conversation: str) -> None:
        timer = self._ends.pop((connection, conversation), None)
        if timer is not None:
            timer.cancel()
            self._say(connection, conversation, active=False)

    def forget(self, connection: Connection) -> None:
        """The connection ended, so its user no longer types."""
        for key in [key for key in self._ends if key[0] is connection]:
            self.stop(*key)

    def _say(self, connection: Connection, conversation: str, *, active: bool) -> None:
        if active and conversation not in connection.floors:
            return
        event = TypingEvent(conversation=conversation, user=connection.user, active=active)  # type: ignore[arg-type]
        self._tell(seal(conversation_group(conversation), event))
