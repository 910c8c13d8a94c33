"""Reports a user, a conversation or a message to staff."""

from uuid import UUID

from django.db.models import Q

from accounts.models import User
from chatproject.contract.errors import Invalid, NotFound, existing
from chatproject.contract.ids import parse_id
from chatproject.contract.texts import LINE_BREAKS, readable
from conversations.models import Conversation
from messaging.models import Message
from messaging.moderation.models import Report
from messaging.moderation.models.report import LONGEST_TEXT
from messaging.operations.reading import read_message


def file_report(
    *,
    actor: User,
    reason: str,
    user: str | None = None,
    conversation: str | None = None,
    seq: int | None = None,
    detail: str = "",
) -> Report:
    """Stores a report for staff. Returns the existing report if the same one is still open.

    Raises NotFound for what the actor may not see, Invalid if neither a user nor a message is named.
    """
    if user is None and conversation is None:
        raise Invalid("A report must name a user or a conversation.", fields={"user": ["Missing."]})
    if seq is not None and conversation is None:
        raise Invalid("seq requires conversation.", fields={"conversation": ["Missing."]})
    message, place = None, None
    if conversation is not None and seq is not None:
        message = read_message(actor=actor, conversation=conversation, seq=seq)
        place = message.conversation_id
    elif conversation is not None:
        place = _visible_conversation(actor, conversation)
    about = {
        "user": _reported_user(actor, user, message),
        "conversation_id": place,
        "seq": message.seq if message else None,
        "text": ((message.body or "") if message else "")[:LONGEST_TEXT],
        "reason": reason,
        "detail": readable(detail, LINE_BREAKS),
    }
    return Report.objects.open().filter(reporter=actor, **about).first() or Report.objects.create(
        reporter=actor, **about
    )


def _visible_conversation(actor: User, id: str) -> UUID:
    """Returns a conversation of the actor's, or a channel, which everyone can find."""
    place = parse_id(id)
    is_mine = Q(memberships__user=actor, memberships__left_at__isnull=True)
    if not Conversation.objects.filter(is_mine | Q(kind=Conversation.Kind.CHANNEL), pk=place).exists():
        raise NotFound
    return place


def _reported_user(actor: User, id: str | None, message: Message | None) -> User | None:
    """Returns the named user, or the sender of the message."""
    if id is None:
        return message.sender if message else None
    user = existing(User.objects.filter(pk=parse_id(id)).first())
    if user == actor:
        raise Invalid("You cannot report yourself.", fields={"user": ["That is you."]})
    if message is not None and message.sender_id != user.pk:
        raise Invalid("This user did not send this message.", fields={"user": ["Not its sender."]})
    return user
