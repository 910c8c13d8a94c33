"""Changes of users' profiles, sent to the connections of those who share a conversation with them."""

import logging
from collections.abc import Callable, Collection, Iterable

from messaging.hub.connection import Connection
from messaging.hub.filling import conversations_of
from messaging.hub.frames import Fragment
from messaging.hub.tasks import Tasks
from messaging.hub.threads import InThread

log = logging.getLogger(__name__)


class Profiles:
    """Sends each change once, however it arrives."""

    def __init__(self, in_thread: InThread, audience: Callable[[str], Iterable[Connection]]) -> None:
        self._in_thread = in_thread
        self._audience = audience
        #: {user: the moment of the last change of their profile that was sent}.
        self._shown: dict[str, int] = {}
        self._tasks = Tasks()

    def show(self, user: str, shown_at: int, frame: str) -> None:
        """Sends a user's profile as of `shown_at`, once to each connection, unless it was sent before."""
        if shown_at > self._shown.get(user, 0):
            self._shown[user] = shown_at
            self._tasks.spawn(self._show(user, frame))

    async def _show(self, user: str, frame: str) -> None:
        try:
            shared: Iterable[str] = await self._in_thread(conversations_of, user)
        except Exception as error:  # the clients get it by sync
            log.warning("could not show how %s changed: %s", user, error)
            return
        fragment = Fragment(frame)
        for connection in {connection for id in shared for connection in self._audience(id)}:
            connection.push(fragment, droppable=True)

    def forget(self, recent: Collection[str]) -> None:
        """Forgets which changes were sent, except those of users who changed recently."""
        self._shown = {user: at for user, at in self._shown.items() if user in recent}
