from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from chatproject.lib.errors import Conflict, TooLarge
from messaging.content import checked_emoji
from messaging.models import Message
from messaging.operations.changing import changing

if TYPE_CHECKING:
    from accounts.models import User


def add_reaction(*, actor: "User", conversation: str | UUID, seq: int, emoji: str) -> Message:
    """React to a message; the same reaction again changes nothing. Raises Conflict for a tombstone."""
    emoji = checked_emoji(emoji)
    with changing(actor, conversation, seq) as change:
        message = change.message
        if message.is_deleted:
            raise Conflict("The message was deleted.")
        kinds = set(message.reactions.values_list("emoji", flat=True))
        if emoji not in kinds and len(kinds) >= settings.LIMITS["reactions_per_message"]:
            raise TooLarge(f"A message has at most {settings.LIMITS['reactions_per_message']} kinds of reaction.")
        _, created = message.reactions.get_or_create(user=actor, emoji=emoji)
        if created:
            change.number()
            message.save(update_fields=["rev"])
            change.tell()
    return message


def remove_reaction(*, actor: "User", conversation: str | UUID, seq: int, emoji: str) -> Message:
    """Take one's own reaction back; where there is none, nothing changes."""
    emoji = checked_emoji(emoji)
    with changing(actor, conversation, seq) as change:
        message = change.message
        deleted, _ = message.reactions.filter(user=actor, emoji=emoji).delete()
        if deleted:
            change.number()
            message.save(update_fields=["rev"])
            change.tell()
    return message
