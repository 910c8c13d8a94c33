"""One conversation of the demo world."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from accounts.models import User
from chatproject.contract.commands import socket as commands
from chatproject.seeding.clock import Clock
from chatproject.seeding.handing_over import hand_over
from chatproject.seeding.paintings import Found
from conversations.models import Conversation
from conversations.operations.personalising import personalise_conversation
from conversations.operations.promoting import change_role
from messaging.operations.deleting import delete_message
from messaging.operations.editing import edit_message
from messaging.operations.reacting import add_reaction
from messaging.operations.receiving import advance_receipt
from messaging.operations.sending import send_message

_SOON = timedelta(seconds=90)


class Talk:
    """People are named by their usernames, messages by their seq.

    The operations run at once; `said` and `changed` record the times that they are backdated to.
    """

    def __init__(self, name: str, people: Mapping[str, User], conversation: Conversation) -> None:
        self.id: UUID = conversation.pk
        self.clock = Clock()
        self.said: dict[int, datetime] = {}
        self.changed: dict[int, datetime] = {}
        self._name = name
        self._people = people

    @property
    def last_seq(self) -> int:
        return len(self.said)

    def says(self, who: str, body: str, *files: Found, to: int | None = None) -> int:
        """A person sends a message, perhaps with files, perhaps as a reply to an earlier one. Returns its seq."""
        client_id = uuid5(NAMESPACE_URL, f"parlance:{self._name}:{self.last_seq + 1}")
        person = self._people[who]
        attachments = [str(hand_over(person, self.id, file).pk) for file in files]
        sent = send_message(
            person,
            commands.SendMessage(
                conversation=str(self.id), client_id=client_id, body=body, reply_to=to, attachments=attachments
            ),
        )
        self.said[sent.seq] = self.clock.tick()
        return sent.seq

    def edits(self, who: str, seq: int, body: str) -> None:
        edit_message(self._people[who], commands.EditMessage(conversation=str(self.id), seq=seq, body=body))
        self.changed[seq] = self.said[seq] + _SOON

    def deletes(self, who: str, seq: int) -> None:
        delete_message(self._people[who], commands.DeleteMessage(conversation=str(self.id), seq=seq))
        self.changed[seq] = self.said[seq] + _SOON

    def reacts(self, seq: int, emoji: str, *everyone: str) -> None:
        reaction = commands.AddReaction(conversation=str(self.id), seq=seq, emoji=emoji)
        for who in everyone:
            add_reaction(self._people[who], reaction)

    def reads(self, *everyone: str, up_to: int | None = None) -> None:
        """These people read all messages, or all up to one."""
        read_seq = self.last_seq if up_to is None else up_to
        self._advance(commands.AdvanceReceipt(conversation=str(self.id), read_seq=read_seq), everyone)

    def gets(self, *everyone: str) -> None:
        """All messages are delivered to these people's devices, but not read."""
        self._advance(commands.AdvanceReceipt(conversation=str(self.id), delivered_seq=self.last_seq), everyone)

    def _advance(self, command: commands.AdvanceReceipt, everyone: tuple[str, ...]) -> None:
        for who in everyone:
            advance_receipt(self._people[who], command)

    def promotes(self, owner: str, who: str, role: str) -> None:
        change_role(actor=self._people[owner], conversation_id=self.id, user_id=self._people[who].pk, role=role)

    def pinned_by(self, who: str) -> None:
        personalise_conversation(actor=self._people[who], conversation_id=self.id, pinned=True)

    def muted_by(self, who: str, until: datetime) -> None:
        personalise_conversation(actor=self._people[who], conversation_id=self.id, muted_until=until)
