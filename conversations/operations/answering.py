"""Answering requests to join a conversation, and undoing what their sender did."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.blocking import block
from chatproject.contract.errors import DomainError, existing
from chatproject.contract.ids import parse_id
from chatproject.realtime import publish
from conversations import events, policies
from conversations.models import Conversation, Membership, Request
from conversations.models.asking import RequestQuerySet
from conversations.operations.joining import admit
from conversations.operations.leaving import leave_conversation

#: Groups left in one call: each is a transaction of its own.
MOST_LEFT = 200


def requests_of(*, actor: User) -> RequestQuerySet:
    return Request.objects.waiting_for(actor)


def asker_changed(asker: User) -> None:
    """Notifies the recipients of this person's requests: requests appear and disappear with the sender's
    account state.
    """
    asked = Request.objects.filter(asked_by=asker, declined_at__isnull=True).values_list("user", flat=True)
    publish(*events.requests_changed(asked))


@transaction.atomic
def accept_request(*, actor: User, request_id: str | UUID) -> Conversation:
    """Joins the conversation of the request."""
    conversation = Conversation.objects.locked(_waiting(actor, request_id).conversation_id)
    if Membership.objects.for_user(actor).of(conversation).exists():
        return conversation
    # Read again: whatever ends a request is written under the lock that we waited for.
    request = _waiting(actor, request_id)
    asker = existing(Membership.objects.active().of(conversation).filter(user=request.asked_by_id).first())
    may_give = policies.can_add(conversation, asker, request.role)
    admit(conversation, actor.pk, request.role if may_give else Membership.Role.MEMBER, by=asker, is_accepted=True)
    return conversation


@transaction.atomic
def decline_request(*, actor: User, request_id: str | UUID) -> None:
    """Declines the request and any later one for this conversation. The sender cannot see that."""
    _decline(actor, Request.objects.filter(pk=_waiting(actor, request_id).pk))


@transaction.atomic
def block_request(*, actor: User, request_id: str | UUID) -> None:
    """Blocks the sender, and declines all their requests."""
    asker = _waiting(actor, request_id).asked_by_id
    block(actor=actor, user=str(asker))
    _decline(actor, Request.objects.filter(user=actor, asked_by=asker))


def leave_and_block(*, actor: User, user_id: str | UUID) -> int:
    """Blocks a person, declines their requests, and leaves the groups that they added the actor to. Returns how many.

    A group whose last owner is the actor stays.
    """
    user = parse_id(user_id)
    with transaction.atomic():
        block(actor=actor, user=str(user))
        _decline(actor, Request.objects.filter(user=actor, asked_by=user))
    added = Membership.objects.for_user(actor).filter(added_by=user).exclude(conversation__kind="direct")
    return sum(_is_left(actor, id) for id in added.values_list("conversation", flat=True)[:MOST_LEFT])


def _is_left(actor: User, conversation_id: UUID) -> bool:
    try:
        leave_conversation(actor=actor, conversation_id=conversation_id)
    except DomainError:
        return False
    return True


def _decline(actor: User, requests: RequestQuerySet) -> None:
    if requests.filter(declined_at__isnull=True).update(declined_at=timezone.now()):
        publish(*events.requests_changed([actor.pk]))


def _waiting(actor: User, request_id: str | UUID) -> Request:
    return existing(requests_of(actor=actor).filter(pk=parse_id(request_id)).first())
