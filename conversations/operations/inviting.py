"""Invitation links: creating, viewing, following and revoking them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.limits import spend
from accounts.models import User
from chatproject import vault
from chatproject.contract.errors import Forbidden, NotFound, existing
from chatproject.contract.ids import parse_id
from conversations import policies
from conversations.limits import ensure_invitation_allowed
from conversations.models import Conversation, Invitation, Membership
from conversations.models.invitation import PURPOSE, InvitationQuerySet
from conversations.operations.joining import admit, role_of_newcomer
from conversations.returning import ensure_may_enter

#: How long ended links are kept, for questions about them.
ENDED_KEPT = timedelta(days=30)
PIECE = 1_000

_CLOSED = "This invitation is no longer open."


@transaction.atomic
def create_invitation(
    *, actor: User, conversation_id: str | UUID, expires_in: int | None = None, max_uses: int | None = None
) -> Invitation:
    """Creates an invitation link, limited to `expires_in` seconds, to `max_uses` people, to both or to neither.

    Raises Forbidden, TooLarge or RateLimited.
    """
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    if not policies.can_invite(conversation):
        raise Forbidden
    conversation.ensure_open()
    ensure_invitation_allowed(conversation, actor)
    spend("invite_to_conversations", str(actor.pk))
    invitation = Invitation(
        conversation=conversation,
        created_by=actor,
        expires_at=None if expires_in is None else timezone.now() + timedelta(seconds=expires_in),
        max_uses=max_uses,
    )
    invitation.set_token()
    invitation.save(force_insert=True)
    return invitation


def invitations_for(*, actor: User, conversation: Conversation) -> InvitationQuerySet:
    """Returns the open invitations that a member sees: their own; admins and owners see all."""
    mine = Membership.objects.get_in(conversation, actor.pk)
    found = Invitation.objects.of(conversation).open()
    return found if policies.can_see_all_invitations(mine) else found.filter(created_by=actor)


@transaction.atomic
def revoke_invitation(*, actor: User, conversation_id: str | UUID, invitation_id: str | UUID) -> None:
    """Revokes a link that the actor can see."""
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    if not invitations_for(actor=actor, conversation=conversation).filter(pk=parse_id(invitation_id)).revoke():
        raise NotFound


def forget_ended_invitations() -> int:
    """Deletes one batch of links that were revoked or expired a while ago. Returns how many."""
    late = timezone.now() - ENDED_KEPT
    ended = Invitation.objects.filter(Q(revoked_at__lt=late) | Q(expires_at__lt=late))
    count, _ = Invitation.objects.filter(pk__in=list(ended.values_list("pk", flat=True)[:PIECE])).delete()
    return count


def reseal_invitations() -> int:
    """Seals every token with the first of ENCRYPTION_KEYS, and returns how many there are. Raises Unsealable."""
    count = 0
    for row in Invitation.objects.exclude(sealed_token="").only("sealed_token").iterator():
        row.sealed_token = vault.reseal(PURPOSE, row.sealed_token)
        row.save(update_fields=["sealed_token"])
        count += 1
    return count


class Found(NamedTuple):
    """An open invitation with its conversation, and whether the actor is already in that."""

    invitation: Invitation
    is_member: bool


def find_invitation(*, actor: User | None, token: str) -> Found:
    """Returns the open invitation of a link for a person who may follow it;

    `actor` is None if they are not signed in.
    """
    invitation = _open(token)
    if actor is None:
        return Found(invitation, is_member=False)
    former = Membership.objects.of(invitation.conversation).filter(user=actor).first()
    if former is not None and former.is_active:
        return Found(invitation, is_member=True)
    with _closed_to_the_banned():
        ensure_may_enter(invitation.conversation, actor.pk, former)
    return Found(invitation, is_member=False)


@transaction.atomic
def accept_invitation(*, actor: User, token: str) -> Conversation:
    """Follows a link. If the actor is already in the conversation, nothing changes and no use is counted."""
    conversation = Conversation.objects.locked(_known(token).conversation_id)
    if Membership.objects.for_user(actor).of(conversation).exists():
        return conversation
    # Read again: uses and revocations are written under the lock that we waited for.
    invitation = _open(token)
    invitation.uses += 1
    invitation.save(update_fields=["uses"])
    with _closed_to_the_banned():
        admit(conversation, actor.pk, role_of_newcomer(conversation))
    return conversation


def _open(token: str) -> Invitation:
    invitation = _known(token)
    if not _lets_in(invitation):
        raise NotFound(_CLOSED)
    return invitation


@contextmanager
def _closed_to_the_banned() -> Iterator[None]:
    """To a banned person who is not a member, every link looks like one that is not open."""
    try:
        yield
    except NotFound as error:
        raise NotFound(_CLOSED) from error


def _known(token: str) -> Invitation:
    return existing(Invitation.objects.select_related("conversation", "created_by").of_token(token).first())


def _lets_in(invitation: Invitation) -> bool:
    """No one can join a closed conversation or a group that everyone has left. An empty channel is open to everyone."""
    conversation = invitation.conversation
    is_there = conversation.member_count > 0 or conversation.kind == Conversation.Kind.CHANNEL
    return invitation.is_open and is_there and conversation.closed_at is None
