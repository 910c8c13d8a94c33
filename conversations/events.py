"""The events of this app, in envelopes for a conversation's members or for one user's devices."""

from collections.abc import Iterable
from uuid import UUID

from accounts.private import mark_changed
from chatproject.contract.events import (
    ConversationEvent,
    MemberEvent,
    MembershipEvent,
    NewConversationEvent,
    RequestsEvent,
)
from chatproject.contract.objects import conversations as objects
from chatproject.realtime import Envelope, conversation_group, seal, user_group
from conversations import rendering
from conversations.models import Conversation, Happening, Membership


def conversation_changed(conversation: Conversation, happening: Happening | None = None) -> Envelope:
    """Sent to its members when the title, topic, history or picture changes, at its current rev."""
    event = ConversationEvent(
        conversation=rendering.shared(conversation), happening=rendering.happening(happening) if happening else None
    )
    group, is_closed = conversation_group(conversation.pk), conversation.closed_at is not None
    return seal(group, event, rev=conversation.rev, closed=is_closed)


def member_changed(conversation: Conversation, membership: Membership, happening: Happening | None = None) -> Envelope:
    """Sent to its members when a member joins, leaves or gets another role. Hubs update their audiences from it."""
    event = MemberEvent(
        conversation=conversation.pk,
        rev=membership.rev,
        member_count=conversation.member_count,
        member=rendering.member(membership),
        happening=rendering.happening(happening) if happening else None,
    )
    return seal(
        conversation_group(conversation.pk),
        event,
        rev=membership.rev,
        member=str(membership.user_id),
        left=not membership.is_active,
    )


def conversation_is_new(view: objects.Conversation, membership: Membership) -> Envelope:
    """Sends a new member their conversation view, and subscribes their connections from its rev on."""
    return seal(
        user_group(membership.user_id),
        NewConversationEvent(conversation=view),
        rev=view.rev,
        seq=membership.joined_seq,
        member=str(membership.user_id),
        about=str(view.id),
    )


def membership_changed(membership: Membership) -> Envelope:
    """Sent to the user's own devices when they mute, pin or archive a conversation, mark it as unread, undo that, or
    return to it.
    """
    event = MembershipEvent(
        conversation=membership.conversation_id,
        me_rev=membership.me_rev,
        muted_until=membership.muted_until,
        pinned_at=membership.pinned_at,
        archived_at=membership.archived_at,
        notify=membership.notify or None,  # type: ignore[arg-type]
        unread_from=membership.unread_from,
        added_by=membership.added_by_id,
    )
    return seal(user_group(membership.user_id), event, rev=membership.me_rev)


def requests_changed(users: Iterable[UUID]) -> list[Envelope]:
    """Notifies these people's devices that a request arrived or was answered, without its content.

    Also counts the change. Take this lock last in a transaction.
    """
    return [
        seal(user_group(user), RequestsEvent(me_rev=me_rev), rev=me_rev)
        for user, me_rev in mark_changed("requests", users).items()
    ]
