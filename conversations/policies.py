"""Permissions in a conversation, as pure functions of memberships.

The ladder is owner, admin, member. In a direct conversation no one may do any of this.
"""

from conversations.models import Conversation, Membership

Role = Membership.Role


def can_add(conversation: Conversation, actor: Membership, role: str) -> bool:
    """Any member adds members; only owners give a higher role."""
    return not conversation.is_direct and (role == Role.MEMBER or actor.role == Role.OWNER)


def can_invite(conversation: Conversation) -> bool:
    """A member who may add people may let them add themselves."""
    return not conversation.is_direct


def can_see_all_invitations(actor: Membership) -> bool:
    """Members see and revoke their own links; admins and owners see and revoke all."""
    return actor.role != Role.MEMBER


def can_change(conversation: Conversation, actor: Membership) -> bool:
    """Title, topic, history and picture."""
    return not conversation.is_direct and actor.role != Role.MEMBER


def can_promote(conversation: Conversation, actor: Membership) -> bool:
    """Give any role, take any role."""
    return not conversation.is_direct and actor.role == Role.OWNER


def can_remove(conversation: Conversation, actor: Membership, target: Membership) -> bool:
    """Admins remove members; owners remove anyone."""
    if conversation.is_direct:
        return False
    return actor.role == Role.OWNER or (actor.role == Role.ADMIN and target.role == Role.MEMBER)


def can_ban(conversation: Conversation, actor: Membership, target: Membership | None) -> bool:
    """Admins and owners ban people who are not in it (`target` is None), and the members whom they may remove."""
    if target is None:
        return not conversation.is_direct and actor.role != Role.MEMBER
    return actor.user_id != target.user_id and can_remove(conversation, actor, target)


def can_close(conversation: Conversation, actor: Membership) -> bool:
    """Whether the actor may close the conversation for everyone, and reopen it."""
    return not conversation.is_direct and actor.role == Role.OWNER


def can_leave(conversation: Conversation) -> bool:
    return not conversation.is_direct
