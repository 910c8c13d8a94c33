from collections.abc import Sequence
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from chatproject.contract.commands.socket import EditMessage
from chatproject.contract.errors import Conflict, Forbidden
from chatproject.contract.objects.base import Moved
from chatproject.contract.objects.messaging import Mention
from chatproject.contract.verbs import command
from chatproject.traces import ids
from conversations.blocking import ensure_not_blocked
from messaging import outbox, policies
from messaging.content import checked_body
from messaging.mentioning.deciding import Text, decide_one, people_in
from messaging.mentioning.wanting import wanted_mentions
from messaging.models import Mention as MentionRow
from messaging.models import Message, OutboxEntry, Revision
from messaging.operations.changing import changing, message_call
from messaging.rendering import mentions_of


@command(
    EditMessage,
    reply=Moved,
    rest=message_call(
        "PATCH",
        "",
        "Edit one's own message",
        "Only the author can edit a message. Earlier versions stay in `revisions`.",
    ),
)
def edit_message(actor: User, command: EditMessage) -> Message:
    """Replaces the body and mentions of the actor's own message; the earlier body becomes a revision.

    The same again changes nothing. Raises Forbidden to all but the author, and for a mention of all members or those
    present that was not there before, Conflict for a tombstone or a forwarded message, PersonBlocked if the actor
    blocks the other person of a direct conversation.
    """
    with changing(actor, command.conversation, command.seq) as change:
        message = change.message
        if not policies.can_edit(actor.pk, message):
            raise Forbidden
        if message.is_deleted:
            raise Conflict("The message was deleted.")
        if message.forwarded:
            raise Conflict("A forwarded message cannot be edited: others would take it for what its author wrote.")
        ensure_not_blocked(change.conversation, by=actor)
        body = checked_body(command.body, may_be_empty=message.has_attachments)
        if body == message.body and command.mentions is None:
            return message
        earlier = _earlier(message)
        rows = set() if message.mentions is None else people_in(earlier, but=actor.pk)
        mentions = _mentions(message, body, command.mentions, earlier)
        if body != message.body or (mentions or []) != earlier:
            Revision.objects.create(message=message, rev=message.rev, body=message.body, envelope=message.envelope)
            message.body, message.envelope, message.edited_at = body, None, timezone.now()
            message.mentions = None if mentions is None else msgspec.to_builtins(mentions)
            change.number()
            message.save(update_fields=["body", "envelope", "edited_at", "rev", "mentions"])
            now = people_in(mentions or (), but=actor.pk)
            _write_rows(message, rows, now)
            _notify(message, people_in(earlier, but=actor.pk), now)
            change.tell()
    return message


def _earlier(message: Message) -> list[Mention]:
    """Returns what the message mentions; by the names in it, if a release wrote it that did not decide."""
    if message.mentions is not None:
        return mentions_of(message.mentions)
    return _derived(message, message.body or "") or []


def _derived(message: Message, body: str) -> list[Mention] | None:
    return decide_one(Text(message.sender_id, message.conversation_id, body, wanted_mentions(body, None)))


def _mentions(
    message: Message, body: str, given: Sequence[Mention] | None, earlier: Sequence[Mention]
) -> list[Mention] | None:
    if given is None:
        return _derived(message, body)
    wanted = wanted_mentions(body, given)
    for name in ("all", "here"):
        if any(getattr(each, name) for each in given) and not any(getattr(each, name) for each in earlier):
            raise Forbidden("Only a new message can mention all members, or those present.")
    return decide_one(Text(message.sender_id, message.conversation_id, body, wanted, earlier))


def _write_rows(message: Message, rows: set[UUID | None], now: set[UUID | None]) -> None:
    """Makes the rows of whom the message mentions those of now. An erased person, who stays mentioned, has none."""
    if gone := rows - now:
        of_all = Q(user=None) if None in gone else Q()
        MentionRow.objects.filter(Q(user__in=gone - {None}) | of_all, message=message).delete()
    place = {"message": message, "conversation_id": message.conversation_id, "seq": message.seq}
    MentionRow.objects.bulk_create([MentionRow(**place, user_id=user) for user in now - rows])


def _notify(message: Message, earlier: set[UUID | None], now: set[UUID | None]) -> None:
    """Lets those be notified whom the message did not mention before."""
    new = set() if None in earlier else now - earlier
    entry = {"kind": OutboxEntry.Kind.EDIT, "conversation_id": message.conversation_id, "seq": message.seq}
    trace = ids.carried()
    if OutboxEntry.objects.bulk_create([OutboxEntry(**entry, user_id=user, trace=trace) for user in new]):
        outbox.notify()
