"""Closing a group or channel: it is read-only until an owner or staff reopen it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.staff.operations.recording import record_act
from chatproject.contract.errors import Forbidden
from chatproject.realtime import publish
from conversations import events, policies
from conversations.models import Conversation, Membership
from conversations.operations.noting import CLOSED, REOPENED, note


@transaction.atomic
def close_conversation(*, actor: User, conversation_id: str | UUID) -> Conversation:
    """Closes the conversation as an owner. Closing it again changes nothing. Raises Forbidden."""
    conversation = _locked_for_owner(actor, conversation_id)
    set_closed(conversation, is_closed=True, by=actor.pk)
    return conversation


@transaction.atomic
def reopen_conversation(*, actor: User, conversation_id: str | UUID) -> Conversation:
    """Reopens the conversation as an owner.

    Reopening it again changes nothing. Raises Forbidden, also if staff closed it.
    """
    conversation = _locked_for_owner(actor, conversation_id)
    if conversation.is_closed_by_staff:
        raise Forbidden("Staff closed this conversation. Only staff can reopen it.")
    set_closed(conversation, is_closed=False, by=actor.pk)
    return conversation


@transaction.atomic
def close_as_staff(*, actor: User, conversation: Conversation, reason: str, is_closed: bool = True) -> None:
    """Closes or reopens any group or channel as staff, and records it in the audit trail. Raises Forbidden."""
    if not actor.has_perm("conversations.change_conversation") or conversation.is_direct:
        raise Forbidden("Only staff who may change conversations can close a group or channel.")
    locked = Conversation.objects.locked(conversation.pk)
    locked.is_closed_by_staff = is_closed
    locked.save(update_fields=["is_closed_by_staff"])
    set_closed(locked, is_closed=is_closed)
    act = "close" if is_closed else "reopen"
    record_act(actor=actor, act=act, object_type="conversation", object_id=locked.pk, reason=reason)


def _locked_for_owner(actor: User, conversation_id: str | UUID) -> Conversation:
    conversation = Conversation.objects.locked_for(actor, conversation_id)
    if not policies.can_close(conversation, Membership.objects.get_in(conversation, actor.pk)):
        raise Forbidden
    return conversation


def set_closed(conversation: Conversation, *, is_closed: bool, by: UUID | None = None) -> None:
    """Closes or reopens a locked conversation and notifies every member. The timeline does not name staff."""
    if is_closed == (conversation.closed_at is not None):
        return
    conversation.closed_at = timezone.now() if is_closed else None
    conversation.changed_rev = conversation.next_rev()
    happening = note(conversation, CLOSED if is_closed else REOPENED, by=by)
    conversation.save(update_fields=["closed_at", "changed_rev", "happened_rev", "rev"])
    publish(events.conversation_changed(conversation, happening))
