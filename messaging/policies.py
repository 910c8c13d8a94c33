"""Decides who may do what to a message. Pure: facts in, result out."""

from uuid import UUID

from conversations.models import Conversation, Membership
from messaging.models import Message


def can_edit(actor: UUID, message: Message) -> bool:
    return message.sender_id == actor


def can_pin(membership: Membership, conversation: Conversation) -> bool:
    """Returns True for every member, and in channels, which many people read, for admins and owners only."""
    return not conversation.is_public or membership.role != Membership.Role.MEMBER


def can_delete(membership: Membership, conversation: Conversation, message: Message) -> bool:
    """Returns True for the author, and in groups and channels also for admins and owners."""
    return message.sender_id == membership.user_id or (
        not conversation.is_direct and membership.role != Membership.Role.MEMBER
    )


def can_mention_all(role: str | None) -> bool:
    """Returns True for admins and owners; None is no role, of a person who is not a member."""
    return role is not None and role != Membership.Role.MEMBER
