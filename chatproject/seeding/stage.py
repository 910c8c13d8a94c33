"""Opens conversations."""

from collections.abc import Mapping

from accounts.models import User
from chatproject.seeding.talk import Talk
from conversations.operations.joining import join_channel
from conversations.operations.starting import start_conversation


class Stage:
    """The cast, and every talk opened so far."""

    def __init__(self, people: Mapping[str, User]) -> None:
        self.people = people
        self.talks: list[Talk] = []

    def direct(self, one: str, other: str) -> Talk:
        return self._open(f"{one}:{other}", one, kind="direct", members=[other])

    def notes(self, who: str) -> Talk:
        """A conversation with oneself."""
        return self._open(who, who, kind="direct", members=[])

    def group(self, title: str, owner: str, *members: str, topic: str = "") -> Talk:
        return self._open(title, owner, kind="group", members=members, title=title, topic=topic)

    def channel(self, title: str, owner: str, *members: str, topic: str = "") -> Talk:
        """Opens a channel with its owner; these people found and joined it."""
        talk = self._open(title, owner, kind="channel", members=[], title=title, topic=topic)
        for member in members:
            join_channel(actor=self.people[member], conversation_id=talk.id)
        return talk

    def _open(
        self,
        name: str,
        owner: str,
        *,
        kind: str,
        members: "list[str] | tuple[str, ...]",
        title: str = "",
        topic: str = "",
    ) -> Talk:
        started = start_conversation(
            actor=self.people[owner],
            kind=kind,
            members=[self.people[member].pk for member in members],
            title=title,
            topic=topic,
        )
        talk = Talk(name, self.people, started.conversation)
        self.talks.append(talk)
        return talk
