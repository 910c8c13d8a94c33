"""Erases what a person wrote: one conversation at a time, in pieces, each message as a change with its own rev."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from chatproject.personal import Erasing
from conversations.models import Conversation, Membership
from media.models import Attachment
from media.operations.removing import remove_attachments
from messaging.models import Forward, Message, Reaction, Revision
from messaging.operations.changing import Change
from messaging.operations.deleting import bury

#: Others in the conversation wait for this many changes at most.
PIECE = 50
#: One search sorts all that are left, so it finds many.
_FOUND = 10_000
#: With something that no policy keeps. A run that goes on finds only what the ones before left.
_HAS_MORE = Q(has_attachments=True) | Exists(Revision.objects.filter(message=OuterRef("pk")))
_ERASED_SENDER = Q(sender__deletion__erased_at__isnull=False)


def erase_messages(erasing: Erasing) -> None:
    """Makes the person's messages tombstones, or takes from them what the policy does not keep.

    Where no one else is left to read them, they always become tombstones, with those of people erased before.
    """
    mine = Message.objects.filter(sender=erasing.user, deleted_at=None)
    if not erasing.deletes_messages:
        mine = mine.filter(_HAS_MORE)
    for conversation in sorted({*mine.values_list("conversation", flat=True).distinct(), *_alone_in(erasing.user)}):
        after: int | None = 0
        while after is not None:
            with erasing.piece():
                after = _erase_piece(erasing, conversation, after)


def erase_forwards(erasing: Erasing) -> None:
    """Does with what others forwarded of the person's messages as with these. Where it came from is forgotten."""
    theirs = Forward.objects.filter(author=erasing.user).order_by("message")
    for conversation in sorted({*theirs.values_list("message__conversation", flat=True).order_by().distinct()}):
        is_more = True
        while is_more:
            with erasing.piece():
                locked = Conversation.objects.locked(conversation)
                erasing.respect_hold(locked)
                piece = theirs.filter(message__conversation=conversation).select_related("message")[:PIECE]
                found = [forward.message for forward in piece]
                Forward.objects.filter(message__in=found).delete()
                _erase_contents(locked, found, is_deleting=erasing.deletes_messages)
                is_more = len(found) == PIECE


def erase_reactions(erasing: Erasing) -> None:
    """Takes the person's reactions back if their messages are deleted; otherwise they stay as the messages do."""
    while erasing.deletes_messages and (found := list(_reacted_to(erasing.user)[:_FOUND])):
        for conversation, pairs in groupby(found, lambda pair: pair[0]):
            ids = [message for _, message in pairs]
            for start in range(0, len(ids), PIECE):
                with erasing.piece():
                    _take_back(Conversation.objects.locked(conversation), erasing.user, ids[start : start + PIECE])


def _reacted_to(user: User) -> QuerySet[Reaction, tuple[UUID, int]]:
    """Returns (conversation, message), by conversation."""
    mine = Reaction.objects.filter(user=user).order_by("message__conversation", "message")
    return mine.values_list("message__conversation", "message").distinct()


def _erase_piece(erasing: Erasing, id: UUID, after: int) -> int | None:
    """Returns the last seq of the piece, or None if it was the last piece."""
    conversation = Conversation.objects.locked(id)
    is_alone = _is_alone(conversation, erasing.user)
    is_deleting = erasing.deletes_messages or is_alone
    whose = Q(sender=erasing.user) | _ERASED_SENDER if is_alone else Q(sender=erasing.user)
    mine = Message.objects.of(conversation).filter(whose, deleted_at=None, seq__gt=after)
    if not is_deleting:
        mine = mine.filter(_HAS_MORE)
    found = list(mine.order_by("seq")[:PIECE])
    _erase_contents(conversation, found, is_deleting=is_deleting)
    return found[-1].seq if len(found) == PIECE else None


def _erase_contents(conversation: Conversation, found: Sequence[Message], *, is_deleting: bool) -> None:
    emptied = [each for each in found if is_deleting or not (each.body or each.envelope)]
    bury(conversation, *emptied)
    for message in found:
        if message not in emptied:
            _strip(Change(conversation, message))


def _is_alone(conversation: Conversation, user: User) -> bool:
    return _alone_in(user).filter(conversation=conversation).exists()


def _alone_in(user: User) -> QuerySet[Membership, UUID]:
    """Returns the conversations that no one else is in. An erased person stays a member of a direct conversation."""
    others = Membership.objects.active().filter(conversation=OuterRef("conversation"), user__deletion__erased_at=None)
    mine = Membership.objects.filter(~Exists(others.exclude(user=user)), user=user)
    return mine.values_list("conversation", flat=True)


def _strip(change: Change) -> None:
    """Deletes the files and earlier bodies of a message, whose text stays."""
    message = change.message
    message.revisions.all().delete()
    if message.has_attachments:
        remove_attachments(Attachment.objects.said_in(message.conversation_id, message.seq))
        message.has_attachments = False
        change.number()
        message.save(update_fields=["has_attachments", "rev"])
        change.tell()


def _take_back(conversation: Conversation, user: User, ids: list[int]) -> None:
    for message in Message.objects.filter(pk__in=ids).order_by("seq"):
        deleted, _ = message.reactions.filter(user=user).delete()
        if deleted:
            change = Change(conversation, message)
            change.number()
            message.save(update_fields=["rev"])
            change.tell()
