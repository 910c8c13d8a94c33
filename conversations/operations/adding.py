"""Adding somebody to a group or channel."""

from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chatproject.lib.errors import Forbidden
from chatproject.lib.ids import parse_id
from conversations import policies
from conversations.asking import ask, spend_on_strangers, to_be_asked
from conversations.models import Conversation, Membership
from conversations.operations.joining import admit
from conversations.people import ensure_welcome, find_people
from conversations.returning import ensure_may_enter


class Added(NamedTuple):
    """A membership, and whether it was made just now; None where the person is asked first."""

    membership: Membership | None
    is_new: bool


@transaction.atomic
def add_member(
    *, actor: User, conversation_id: str | UUID, user_id: str | UUID, role: str = Membership.Role.MEMBER
) -> Added:
    """Add a person. A member stays as they are, in their role; a removed person is for admin and owner to add."""
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    mine = Membership.objects.get_in(conversation, actor.pk)
    if not policies.can_add(conversation, mine, role):
        raise Forbidden
    user = parse_id(user_id)
    present = Membership.objects.active().of(conversation).filter(user=user).first()
    if present is not None:
        return Added(present, is_new=False)
    [person] = find_people([user])
    ensure_welcome(actor, [user])
    if to_be_asked([person], spend_on_strangers(actor, [person]), is_direct=False):
        former = Membership.objects.of(conversation).filter(user=user).first()
        ensure_may_enter(conversation, user, former, by=mine)
        ask(conversation, [person], by=actor, role=role)
        return Added(None, is_new=False)
    return Added(admit(conversation, user, role, by=mine), is_new=True)
