from django.conf import settings
from django.db.models import Count, Q

from accounts.models import User
from chatproject.contract.commands.socket import AddReaction, RemoveReaction
from chatproject.contract.errors import Conflict, TooLarge
from chatproject.contract.objects.base import Moved
from chatproject.contract.verbs import command
from conversations.blocking import ensure_not_blocked
from messaging.content import checked_emoji
from messaging.models import Message
from messaging.operations.changing import changing, message_call


@command(
    AddReaction,
    reply=Moved,
    rest=message_call(
        "PUT",
        "/reactions/<str:emoji>",
        "React to a message",
        "Accepts one emoji, in its fully qualified form. Safe to repeat.",
    ),
)
def add_reaction(actor: User, command: AddReaction) -> Message:
    """Adds a reaction to a message; the same reaction again changes nothing.

    Raises Conflict for a tombstone, PersonBlocked if the actor blocks the other person of a direct conversation.
    """
    emoji = checked_emoji(command.emoji)
    with changing(actor, command.conversation, command.seq) as change:
        message = change.message
        if message.is_deleted:
            raise Conflict("The message was deleted.")
        ensure_not_blocked(change.conversation, by=actor)
        _ensure_room(message, actor, emoji)
        _, created = message.reactions.get_or_create(user=actor, emoji=emoji)
        if created:
            change.number()
            message.save(update_fields=["rev"])
            change.tell()
    return message


def _ensure_room(message: Message, actor: User, emoji: str) -> None:
    """Raises TooLarge if the locked message is full. The limit for each person keeps room for others."""
    is_mine = Count("pk", filter=Q(user=actor))
    kinds = dict(message.reactions.values("emoji").annotate(mine=is_mine).values_list("emoji", "mine"))
    if emoji not in kinds and len(kinds) >= (most := settings.LIMITS["reactions_per_message"]):
        raise TooLarge(f"A message can have at most {most} different reactions.")
    if not kinds.get(emoji) and sum(map(bool, kinds.values())) >= (most := settings.LIMITS["reactions_per_person"]):
        raise TooLarge(f"You can add at most {most} different reactions to a message.")


@command(
    RemoveReaction,
    reply=Moved,
    rest=message_call(
        "DELETE",
        "/reactions/<str:emoji>",
        "Take one's reaction back",
        "Changes nothing if the caller has not reacted with this emoji.",
    ),
)
def remove_reaction(actor: User, command: RemoveReaction) -> Message:
    """Removes the actor's own reaction; changes nothing if there is none."""
    emoji = checked_emoji(command.emoji)
    with changing(actor, command.conversation, command.seq) as change:
        message = change.message
        deleted, _ = message.reactions.filter(user=actor, emoji=emoji).delete()
        if deleted:
            change.number()
            message.save(update_fields=["rev"])
            change.tell()
    return message
