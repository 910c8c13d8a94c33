"""The key of a conversation's picture. An app above this one makes and stores pictures."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from chatproject.contract.errors import Forbidden
from chatproject.realtime import publish
from conversations import events, policies
from conversations.models import Conversation, Membership


@transaction.atomic
def set_picture(*, actor: User, conversation_id: str | UUID, key: str) -> tuple[Conversation, str]:
    """Returns the conversation with this picture, and the key of the previous one; both keys may be empty."""
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    ensure_may_picture(actor, conversation)
    old = conversation.picture
    if old != key:
        conversation.picture = key
        conversation.changed_rev = conversation.next_rev()
        conversation.save(update_fields=["picture", "changed_rev", "rev"])
        publish(events.conversation_changed(conversation))
    return conversation, old


def ensure_may_picture(actor: User, conversation: Conversation) -> None:
    """Raises Forbidden unless the actor may change the conversation's title."""
    if not policies.can_change(conversation, Membership.objects.get_in(conversation, actor.pk)):
        raise Forbidden
    conversation.ensure_open()
