"""Shared by the verbs that change a message: locks it, numbers the change and publishes it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chatproject import realtime
from chatproject.contract.events import MessageEvent
from chatproject.contract.objects.messaging import Message as MessageShape
from chatproject.contract.verbs import Rest
from conversations.models import Conversation, Membership
from messaging import rendering
from messaging.models import Message
from messaging.search import hinting


def message_call(method: str, path: str, summary: str, description: str) -> Rest:
    """The REST call of a verb that changes a message: `path` is below that of the message, which is the response."""
    route = f"conversations/<str:conversation>/messages/<int:seq>{path}"
    return Rest(method, route, summary, description, response=MessageShape, render=rendering.one)


@dataclass
class Change:
    """A message under its conversation's lock."""

    conversation: Conversation
    message: Message

    def number(self) -> int:
        """Gives the message the conversation's next rev; call it once, if there is a change."""
        self.message.rev = self.conversation.next_rev()
        self.conversation.save(update_fields=["rev"])
        return self.message.rev

    def tell(self) -> None:
        """Publishes the whole new state of the message."""
        tell(self.conversation, [self.message])


def tell(conversation: Conversation, changed: Sequence[Message]) -> None:
    """Publishes the whole new state of these messages, in the order of their revs."""
    is_restricted = conversation.history == Conversation.History.JOINED
    group = realtime.conversation_group(conversation.pk)
    realtime.publish(
        *(
            realtime.seal(
                group,
                MessageEvent(conversation=conversation.pk, rev=each.rev, message=each),
                rev=each.rev,
                seq=each.seq if is_restricted else 0,
            )
            for each in rendering.messages(changed)
        )
    )
    hinting.changed(conversation.pk)


@dataclass
class MembersChange(Change):
    membership: Membership


@contextmanager
def changing(actor: User, conversation: str | UUID, seq: int) -> Iterator[MembersChange]:
    """Opens a transaction around one visible message.

    Raises NotFound if the actor may not see it, ConversationClosed if its conversation is closed.
    """
    with transaction.atomic():
        found = Conversation.objects.locked_for(actor, conversation)
        membership = Membership.objects.of(found).for_user(actor).get()
        message = Message.objects.visible_to(membership, found).at(seq)
        found.ensure_open()
        yield MembersChange(found, message, membership)
