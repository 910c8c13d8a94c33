from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from chatproject.lib.errors import Forbidden
from messaging import policies
from messaging.models import Message
from messaging.operations.changing import changing

if TYPE_CHECKING:
    from accounts.models import User


def delete_message(*, actor: "User", conversation: str | UUID, seq: int) -> Message:
    """Make a message a tombstone: its place stays, its content, revisions and reactions go.

    Deleting it again changes nothing. Raises Forbidden to whom the policy does not allow it.
    """
    with changing(actor, conversation, seq) as change:
        message = change.message
        if not policies.can_delete(change.membership, change.conversation, message):
            raise Forbidden
        if not message.is_deleted:
            message.revisions.all().delete()
            message.reactions.all().delete()
            message.body, message.envelope, message.deleted_at = None, None, timezone.now()
            change.number()
            message.save(update_fields=["body", "envelope", "deleted_at", "rev"])
            change.tell()
    return message
