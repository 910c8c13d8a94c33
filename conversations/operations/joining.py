"""Joining a channel, and searching for one. Every way to join ends with `admit`."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.private import next_me_rev
from chatproject.contract.errors import NotFound
from chatproject.contract.ids import parse_id
from chatproject.realtime import publish
from conversations import events
from conversations.limits import ensure_groups_allowed, ensure_room
from conversations.models import Conversation, ConversationBan, Membership, Request
from conversations.models.conversation import ConversationQuerySet
from conversations.operations.noting import ADDED, JOINED, note
from conversations.people import lock_people
from conversations.returning import ensure_may_enter
from conversations.signals import people_came_in


def channels_for(*, actor: User, search: str = "") -> ConversationQuerySet:
    """Returns the channels that this person may join, by title.

    With `search`, only those whose title or topic has its words.
    """
    bans = ConversationBan.objects.active().filter(user=actor)
    return Conversation.objects.open_channels(search).exclude(pk__in=bans.values("conversation"))


@transaction.atomic
def join_channel(*, actor: User, conversation_id: str | UUID) -> Conversation:
    """Joins a channel. Nothing changes if the actor is already in it."""
    conversation = Conversation.objects.locked(parse_id(conversation_id))
    if Membership.objects.for_user(actor).of(conversation).exists():
        return conversation
    if conversation.kind != Conversation.Kind.CHANNEL:
        raise NotFound
    admit(conversation, actor.pk, role_of_newcomer(conversation))
    return conversation


def role_of_newcomer(conversation: Conversation) -> str:
    """Returns the role of a user who joins without being added: owner if no owner is left, otherwise member."""
    is_owned = Membership.objects.of(conversation).owners().exists()
    return Membership.Role.MEMBER if is_owned else Membership.Role.OWNER


def admit(
    conversation: Conversation, user: UUID, role: str, *, by: Membership | None = None, is_accepted: bool = False
) -> Membership:
    """Adds a person to a locked conversation that they are not in.

    `by` is the member who adds them; with `is_accepted` the person agreed to it.
    """
    is_own_act = by is None or is_accepted
    former = Membership.objects.of(conversation).filter(user=user).first()
    ensure_may_enter(conversation, user, former, by=by)
    conversation.ensure_open()
    [person] = lock_people([user])
    if is_own_act and not conversation.is_direct:
        ensure_groups_allowed(person)
    ensure_room(conversation, 1)
    membership = former or Membership(user_id=user)
    membership.conversation = conversation
    membership.role = role
    membership.rev = membership.joined_rev = conversation.next_rev()
    membership.joined_at = membership.receipt_at = timezone.now()
    # Messages that waited in a direct conversation until its second person accepted are unread.
    seen = conversation.expired_seq if conversation.is_direct else conversation.last_seq
    membership.joined_seq = membership.delivered_seq = membership.read_seq = seen
    membership.added_by_id = None if by is None or is_accepted else by.user_id
    membership.left_at = None
    membership.is_removed = membership.has_left = False
    is_back = membership.pk is not None
    if is_back:
        membership.me_rev = next_me_rev(user)
    membership.save()
    answered, _ = Request.objects.of(conversation).filter(user=user).delete()
    conversation.member_count += 1
    adder = membership.added_by_id
    happening = note(conversation, ADDED if adder else JOINED, user=user, by=adder)
    conversation.save(update_fields=["rev", "member_count", "happened_rev"])
    people_came_in.send(Membership, memberships=[membership])
    publish(
        events.member_changed(conversation, membership, happening),
        *([events.membership_changed(membership)] if is_back else []),
        *(events.requests_changed([user]) if answered else []),
    )
    return membership
