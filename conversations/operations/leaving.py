"""Leaving a conversation. Every way out ends with `depart`."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chatproject.contract.errors import Forbidden, LastOwner
from chatproject.realtime import publish
from conversations import events, policies
from conversations.models import Conversation, Membership, Request
from conversations.operations.noting import LEFT, REMOVED, note
from conversations.signals import person_went


@transaction.atomic
def leave_conversation(*, actor: User, conversation_id: str | UUID) -> None:
    """Leaves a group or channel. The last owner can only leave if no other member is left."""
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    if not policies.can_leave(conversation):
        raise Forbidden("You cannot leave a direct conversation. Archive it instead.")
    mine = Membership.objects.get_in(conversation, actor.pk)
    if conversation.member_count > 1 and is_last_owner(conversation, mine):
        raise LastOwner
    depart(conversation, mine)


def is_last_owner(conversation: Conversation, membership: Membership) -> bool:
    """Whether the member owns the locked conversation and no other active user does."""
    others = Membership.objects.of(conversation).owners().exclude(pk=membership.pk)
    return membership.role == Membership.Role.OWNER and not others.filter(user__is_active=True).exists()


def depart(
    conversation: Conversation, membership: Membership, *, by: UUID | None = None, is_removed: bool = False
) -> None:
    """Removes a person from a locked conversation. Their row stays: it records when, how and at which rev they left.

    `by` is the member who removes them; None if they leave of their own accord.
    """
    membership.left_at = timezone.now()
    membership.is_removed, membership.has_left = is_removed, by is None
    membership.rev = conversation.next_rev()
    membership.role = Membership.Role.MEMBER
    membership.muted_until = membership.pinned_at = membership.archived_at = None
    membership.notify = ""
    membership.unread_from = None
    membership.notified_seq = 0
    personal = ["muted_until", "pinned_at", "archived_at", "notify", "unread_from", "notified_seq"]
    membership.save(update_fields=["left_at", "is_removed", "has_left", "rev", "role", *personal])
    conversation.member_count -= 1
    happening = note(conversation, REMOVED if by else LEFT, user=membership.user_id, by=by)
    conversation.save(update_fields=["rev", "member_count", "happened_rev"])
    # Their requests to other people end too.
    asked = Request.objects.of(conversation).filter(asked_by=membership.user_id, declined_at__isnull=True)
    ended = list(asked.values_list("user", flat=True))
    person_went.send(Membership, membership=membership)
    publish(
        events.member_changed(conversation, membership, happening),
        *(events.requests_changed(ended) if ended else []),
    )
