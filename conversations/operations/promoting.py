"""Changing roles."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from chatproject.contract.errors import Forbidden, LastOwner
from chatproject.contract.ids import parse_id
from chatproject.realtime import publish
from conversations import events, policies
from conversations.models import Conversation, Membership
from conversations.operations.leaving import is_last_owner


@transaction.atomic
def change_role(*, actor: User, conversation_id: str | UUID, user_id: str | UUID, role: str) -> Membership:
    """Promotes or demotes a person, or the actor themselves. The last owner stays owner."""
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    mine = Membership.objects.get_in(conversation, actor.pk)
    target = Membership.objects.get_in(conversation, parse_id(user_id))
    if not policies.can_promote(conversation, mine):
        raise Forbidden
    if target.role == role:
        return target
    if is_last_owner(conversation, target):
        raise LastOwner("The last owner must hand over the conversation before stepping down.")
    target.role = role
    target.rev = conversation.next_rev()
    target.save(update_fields=["role", "rev"])
    conversation.save(update_fields=["rev"])
    publish(events.member_changed(conversation, target))
    return target
