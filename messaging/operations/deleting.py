from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.staff.operations.recording import record_act
from chatproject.contract.commands.socket import DeleteMessage
from chatproject.contract.errors import Forbidden
from chatproject.contract.objects.base import Moved
from chatproject.contract.verbs import command
from conversations.models import Conversation
from media.models import Attachment
from media.operations.removing import remove_attachments
from messaging import policies
from messaging.models import Message
from messaging.operations.changing import Change, changing, message_call

if TYPE_CHECKING:
    from accounts.models import User


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
def delete_message(actor: "User", command: DeleteMessage) -> Message:
    """Makes a message a tombstone: it keeps its seq and loses its content, attachments, revisions and reactions.

    Deleting it again changes nothing. Raises Forbidden if the policy does not allow it.
    """
    with changing(actor, command.conversation, command.seq) as change:
        message = change.message
        if not policies.can_delete(change.membership, change.conversation, message):
            raise Forbidden
        bury(change)
    return message


@transaction.atomic
def remove_message(*, actor: "User", message: Message, reason: str) -> Message:
    """Makes a channel's message a tombstone, for staff; the audit trail records the actor and the reason.

    Raises Forbidden without the permission, and for messages of private conversations.
    """
    conversation = Conversation.objects.locked(message.conversation_id)
    if not actor.has_perm("messaging.delete_message") or not conversation.is_public:
        raise Forbidden("Staff can remove messages of channels only.")
    change = Change(conversation, Message.objects.of(conversation).at(message.seq))
    bury(change)
    place = f"{conversation.pk}/{message.seq}"
    record_act(actor=actor, act="remove message", object_type="message", object_id=place, reason=reason)
    return change.message


def bury(change: Change) -> None:
    """Makes a message of a locked conversation a tombstone, as one change."""
    message = change.message
    if message.is_deleted:
        return
    message.revisions.all().delete()
    message.reactions.all().delete()
    if message.has_attachments:
        remove_attachments(Attachment.objects.said_in(message.conversation_id, message.seq))
    for name, value in Message.LOST.items():
        setattr(message, name, value)
    message.deleted_at = timezone.now()
    change.number()
    message.save(update_fields=[*Message.LOST, "deleted_at", "rev"])
    change.tell()
