from django.utils import timezone

from accounts.models import User
from chatproject.contract.commands.socket import EditMessage
from chatproject.contract.errors import Conflict, Forbidden
from chatproject.contract.objects.base import Moved
from chatproject.contract.verbs import command
from conversations.blocking import ensure_not_blocked
from messaging import policies
from messaging.content import checked_body
from messaging.models import Message, Revision
from messaging.operations.changing import changing, message_call


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
    """Replaces the body of the actor's own message; the earlier one becomes a revision.

    The same body again changes nothing. Raises Forbidden to all but the author, Conflict for a tombstone, PersonBlocked
    if the actor blocks the other person of a direct conversation.
    """
    with changing(actor, command.conversation, command.seq) as change:
        message = change.message
        if not policies.can_edit(actor.pk, message):
            raise Forbidden
        if message.is_deleted:
            raise Conflict("The message was deleted.")
        ensure_not_blocked(change.conversation, by=actor)
        if message.body != checked_body(command.body, may_be_empty=message.has_attachments):
            Revision.objects.create(message=message, rev=message.rev, body=message.body, envelope=message.envelope)
            message.body, message.envelope, message.edited_at = command.body, None, timezone.now()
            change.number()
            message.save(update_fields=["body", "envelope", "edited_at", "rev"])
            change.tell()
    return message
