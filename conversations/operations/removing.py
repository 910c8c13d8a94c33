"""Removing a person from a group or channel."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from chatproject.contract.errors import Forbidden
from chatproject.contract.ids import parse_id
from conversations import policies
from conversations.models import Conversation, Invitation, Membership
from conversations.operations.leaving import depart, leave_conversation


@transaction.atomic
def remove_member(*, actor: User, conversation_id: str | UUID, user_id: str | UUID) -> None:
    """Removes a person. If it is the actor, they leave."""
    user = parse_id(user_id)
    if user == actor.pk:
        return leave_conversation(actor=actor, conversation_id=conversation_id)
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    mine = Membership.objects.get_in(conversation, actor.pk)
    target = Membership.objects.get_in(conversation, user)
    if not policies.can_remove(conversation, mine, target):
        raise Forbidden
    depart(conversation, target, by=actor.pk, is_removed=True)
    Invitation.objects.of(conversation).filter(created_by=user).revoke()
    return None
