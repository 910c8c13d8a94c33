"""Staff make a member the owner of a group or channel whose owners are gone."""

from django.db import transaction

from accounts.models import User
from accounts.staff.operations.recording import record_act
from chatproject.contract.errors import Forbidden, NotFound
from chatproject.realtime import publish
from conversations import events
from conversations.models import Conversation, Membership


@transaction.atomic
def hand_over(*, actor: User, conversation: Conversation, username: str, reason: str) -> Membership:
    """Makes a member an owner. Raises Forbidden, or NotFound if this person is not an active member."""
    if not actor.has_perm("conversations.change_conversation") or conversation.is_direct:
        raise Forbidden("Only staff who may change conversations can hand over a group or channel.")
    locked = Conversation.objects.locked(conversation.pk)
    candidates = Membership.objects.active().of(locked).filter(user__username__iexact=username, user__is_active=True)
    target = candidates.first()
    if target is None:
        raise NotFound("No active member has this username.")
    if target.role != Membership.Role.OWNER:
        target.role, target.rev = Membership.Role.OWNER, locked.next_rev()
        target.save(update_fields=["role", "rev"])
        locked.save(update_fields=["rev"])
        publish(events.member_changed(locked, target))
    record_act(actor=actor, act="hand over", object_type="conversation", object_id=locked.pk, reason=reason)
    return target
