"""Whether a person who was removed or banned may join a conversation again."""

from uuid import UUID

from chatproject.contract.errors import Conflict, Forbidden, NotFound
from conversations.models import Conversation, ConversationBan, Membership

Role = Membership.Role


def ensure_may_enter(
    conversation: Conversation, user: UUID, former: Membership | None, *, by: Membership | None = None
) -> None:
    """Raises if this person may not join. `former` is their earlier membership, `by` that of the member who adds them.

    An admin or owner can add a removed person again, but not a banned one. Without `by` the person joins by themselves.
    A banned person who is not a member then gets the same error as for a link or channel that does not exist.
    """
    is_banned = ConversationBan.objects.of(conversation).active().filter(user=user).exists()
    is_removed = former is not None and former.is_removed
    if not (is_banned or is_removed):
        return
    if by is None:
        raise _to_themselves(conversation, former)
    if by.role == Role.MEMBER:
        raise Forbidden("Only an admin or owner can let this person in.")
    if is_banned:
        raise Conflict("This person is banned here. Lift the ban first.")


def _to_themselves(conversation: Conversation, former: Membership | None) -> Forbidden | NotFound:
    if former is None:
        return NotFound()
    return Forbidden(f"You were removed from this {conversation.kind}. An admin can let you in again.")
