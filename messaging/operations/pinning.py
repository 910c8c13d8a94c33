from django.conf import settings
from django.utils import timezone

from accounts.models import User
from chatproject.contract.commands.socket import PinMessage, UnpinMessage
from chatproject.contract.errors import Conflict, Forbidden, TooLarge
from chatproject.contract.objects.base import Moved
from chatproject.contract.verbs import command
from conversations.blocking import ensure_not_blocked
from conversations.models import Conversation, Membership
from messaging import policies
from messaging.models import Message
from messaging.operations.changing import MembersChange, changing, message_call


def list_pins(*, actor: User, conversation: str) -> list[Message]:
    """Returns the pinned messages that the actor may read, the last pinned first. Raises NotFound."""
    membership = Membership.objects.get_for(actor, conversation)
    return list(Message.objects.visible_to(membership, membership.conversation).pinned())


@command(
    PinMessage,
    reply=Moved,
    rest=message_call(
        "PUT", "/pin", "Pin a message for everyone", "For members, in channels for admins and owners. Safe to repeat."
    ),
)
def pin_message(actor: User, command: PinMessage) -> Message:
    """Pins a message; a pinned one does not change.

    Raises Forbidden if the policy does not allow it, Conflict for a tombstone, PersonBlocked if the actor blocks the
    other person of a direct conversation, TooLarge if the conversation has as many pins as it can.
    """
    with changing(actor, command.conversation, command.seq) as change:
        _ensure_may_pin(change)
        if change.message.is_deleted:
            raise Conflict("The message was deleted.")
        ensure_not_blocked(change.conversation, by=actor)
        if change.message.pinned_at is None:
            _ensure_room(change.conversation)
            _set_pin(change, by=actor)
    return change.message


@command(
    UnpinMessage,
    reply=Moved,
    rest=message_call(
        "DELETE", "/pin", "Unpin a message", "For everyone who may pin it. Changes nothing if it is not pinned."
    ),
)
def unpin_message(actor: User, command: UnpinMessage) -> Message:
    """Unpins a message, also one that another member pinned. Raises Forbidden if the policy does not allow it."""
    with changing(actor, command.conversation, command.seq) as change:
        _ensure_may_pin(change)
        if change.message.pinned_at is not None:
            _set_pin(change, by=None)
    return change.message


def _ensure_may_pin(change: MembersChange) -> None:
    if not policies.can_pin(change.membership, change.conversation):
        raise Forbidden


def _ensure_room(conversation: Conversation) -> None:
    """Raises TooLarge if the locked conversation is full. Pins that the actor cannot read count too."""
    most = settings.LIMITS["pins_per_conversation"]
    if Message.objects.of(conversation).pinned().count() >= most:
        raise TooLarge(f"A conversation can have at most {most} pinned messages. Unpin one first.")


def _set_pin(change: MembersChange, *, by: User | None) -> None:
    message = change.message
    message.pinned_at, message.pinned_by = timezone.now() if by else None, by
    change.number()
    message.save(update_fields=["pinned_at", "pinned_by", "rev"])
    change.tell()
