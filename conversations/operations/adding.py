"""Adding a person to a group or channel."""

from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chatproject.contract.errors import Forbidden
from chatproject.contract.ids import parse_id
from conversations import policies
from conversations.asking import ask, spend_on_strangers, to_be_asked
from conversations.models import Conversation, Membership
from conversations.operations.joining import admit
from conversations.people import find_people
from conversations.returning import ensure_may_enter


class Added(NamedTuple):
    """A membership, and whether it is new; None if the person is asked first."""

    membership: Membership | None
    is_new: bool


@transaction.atomic
def add_member(
    *, actor: User, conversation_id: str | UUID, user_id: str | UUID, role: str = Membership.Role.MEMBER
) -> Added:
    """Adds a person. A current member keeps their role. Only admins and owners can add a removed person.

    A person who left of their own accord is always asked first.
    """
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    mine = Membership.objects.get_in(conversation, actor.pk)
    if not policies.can_add(conversation, mine, role):
        raise Forbidden
    conversation.ensure_open()
    user = parse_id(user_id)
    former = Membership.objects.of(conversation).filter(user=user).first()
    if former is not None and former.is_active:
        return Added(former, is_new=False)
    [person] = find_people([user])
    asked = to_be_asked(actor, [person], spend_on_strangers(actor, [person]), is_direct=False)
    if asked or (former is not None and former.has_left):
        ensure_may_enter(conversation, user, former, by=mine)
        ask(conversation, [person], by=actor, role=role)
        return Added(None, is_new=False)
    return Added(admit(conversation, user, role, by=mine), is_new=True)
