"""The audiences of events: this process's connections by group, and the log of each conversation that they follow."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from chatproject.realtime import conversation_group, user_group
from messaging.hub.connection import Connection
from messaging.hub.filling import MemberView
from messaging.hub.log import Log


class Audiences:
    """Each connection is in the groups of its user, of its device and of the conversations that it follows."""

    def __init__(self) -> None:
        self._audiences: defaultdict[str, set[Connection]] = defaultdict(set)
        self._logs: dict[str, Log] = {}

    @property
    def connections(self) -> list[Connection]:
        return [c for group, members in self._audiences.items() if group.startswith("d.") for c in members]

    @property
    def users(self) -> set[str]:
        return {group[2:] for group in self._audiences if group.startswith("u.")}

    def heads(self) -> dict[str, int]:
        """{conversation: the rev delivered} of all followed conversations."""
        return {conversation: followed.rev for conversation, followed in self._logs.items()}

    def is_closed(self, conversation: str) -> bool:
        """Returns whether a followed conversation is closed, according to the events delivered so far."""
        return self._logs[conversation].is_closed

    def of_user(self, user: str | UUID) -> Sequence[Connection]:
        return self._of(user_group(user))

    def _audience(self, conversation: str) -> Sequence[Connection]:
        return self._of(conversation_group(conversation))

    def _of(self, group: str) -> Sequence[Connection]:
        return tuple(self._audiences.get(group, ()))

    def _add(self, group: str, connection: Connection) -> None:
        self._audiences[group].add(connection)

    def _remove(self, group: str, connection: Connection) -> None:
        members = self._audiences.get(group)
        if members is not None:
            members.discard(connection)
            if not members:
                del self._audiences[group]

    def _follow(self, connection: Connection, conversation: str, place: MemberView) -> None:
        connection.floors[conversation] = place.floor
        connection.since[conversation] = place.rev
        self._add(conversation_group(conversation), connection)
        if conversation not in self._logs:
            self._logs[conversation] = Log(place.rev, is_closed=place.is_closed)

    def _unfollow(self, connection: Connection, conversation: str) -> None:
        connection.floors.pop(conversation, None)
        connection.since.pop(conversation, None)
        self._remove(conversation_group(conversation), connection)
        if conversation_group(conversation) not in self._audiences:
            self._logs.pop(conversation, None)
