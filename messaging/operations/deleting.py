from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from chatproject.lib.errors import Forbidden
from media.models import Attachment
from media.operations.removing import remove_attachments
from messaging import policies
from messaging.models import Message
from messaging.operations.changing import changing

if TYPE_CHECKING:
    from accounts.models import User


def delete_message(*, actor: "User", conversation: str | UUID, seq: int) -> Message:
    """Make a message a tombstone: its place stays, its content, attachments, revisions and reactions go.

    Deleting it again changes nothing. Raises Forbidden to whom the policy does not allow it.
    """
    with changing(actor, conversation, seq) as change:
        message = change.message
        if not policies.can_delete(change.membership, change.conversation, message):
            raise Forbidden
        if not message.is_deleted:
            message.revisions.all().delete()
            message.reactions.all().delete()
            if message.has_attachments:
                remove_attachments(Attachment.objects.said_in(message.conversation_id, message.seq))
            message.body, message.envelope, message.deleted_at = None, None, timezone.now()
            message.has_attachments = False
            change.number()
            message.save(update_fields=["body", "envelope", "deleted_at", "has_attachments", "rev"])
            change.tell()
    return message
