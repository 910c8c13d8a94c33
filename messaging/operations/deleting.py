from django.db import transaction
from django.utils import timezone
from psycopg.types.numeric import Int8

from accounts.models import User
from accounts.staff.operations.recording import record_act
from chatproject.contract.commands.socket import DeleteMessage
from chatproject.contract.errors import Forbidden
from chatproject.contract.objects.base import Moved
from chatproject.contract.verbs import command
from chatproject.database.statements import fetch_all
from conversations.models import Conversation
from media.models import Attachment
from media.operations.removing import remove_attachments
from messaging import policies
from messaging.models import Forward, Mention, Message, Reaction, Revision
from messaging.operations.changing import changing, message_call, tell
from messaging.search.engine import index

_BURY = f"""
UPDATE messaging_message m SET {", ".join(f"{name} = %s" for name in Message.LOST)}, deleted_at = i.at, rev = i.rev
FROM (SELECT unnest(%s::bigint[]) AS id, unnest(%s::bigint[]) AS rev, %s::timestamptz AS at) i
WHERE m.id = i.id RETURNING NULL
"""  # noqa: S608 (the names of our own columns)


@command(
    DeleteMessage,
    reply=Moved,
    rest=message_call(
        "DELETE",
        "",
        "Delete a message; its place stays",
        "For the author, and for admins and owners of groups and channels. Also deletes its files and reactions.",
    ),
)
def delete_message(actor: User, command: DeleteMessage) -> Message:
    """Makes a message a tombstone: it keeps its seq and loses its content, attachments, revisions and reactions.

    Deleting it again changes nothing. Raises Forbidden if the policy does not allow it.
    """
    with changing(actor, command.conversation, command.seq) as change:
        message = change.message
        if not policies.can_delete(change.membership, change.conversation, message):
            raise Forbidden
        bury(change.conversation, message)
    return message


@transaction.atomic
def remove_message(*, actor: User, message: Message, reason: str) -> Message:
    """Makes a channel's message a tombstone, for staff; the audit trail records the actor and the reason.

    Raises Forbidden without the permission, and for messages of private conversations.
    """
    conversation = Conversation.objects.locked(message.conversation_id)
    if not actor.has_perm("messaging.delete_message") or not conversation.is_public:
        raise Forbidden("Staff can remove messages of channels only.")
    found = Message.objects.of(conversation).at(message.seq)
    bury(conversation, found)
    place = f"{conversation.pk}/{message.seq}"
    record_act(actor=actor, act="remove message", object_type="message", object_id=place, reason=reason)
    return found


def bury(conversation: Conversation, *messages: Message) -> None:
    """Makes messages of a locked conversation tombstones, each as a change of its own."""
    found = [each for each in messages if not each.is_deleted]
    if not found:
        return
    ids, now = [each.pk for each in found], timezone.now()
    Revision.objects.filter(message__in=ids).delete()
    Reaction.objects.filter(message__in=ids).delete()
    if any(each.mentions for each in found):
        Mention.objects.filter(message__in=ids).delete()
    if any(each.forwarded for each in found):
        Forward.objects.filter(message__in=ids).delete()
    index.forget(ids)
    if filled := [each.seq for each in found if each.has_attachments]:
        remove_attachments(Attachment.objects.filter(conversation=conversation, message_seq__in=filled))
    for each in found:
        for name, value in Message.LOST.items():
            setattr(each, name, value)
        each.deleted_at, each.rev = now, conversation.next_rev()
    conversation.save(update_fields=["rev"])
    fetch_all(_BURY, [*Message.LOST.values(), [Int8(id) for id in ids], [Int8(each.rev) for each in found], now])
    tell(conversation, found)
