"""Whether a person who was put out of a conversation may come in again."""

from uuid import UUID

from chatproject.contract.errors import Conflict, Forbidden, NotFound
from conversations.models import Conversation, ConversationBan, Membership

Role = Membership.Role


def ensure_may_enter(
    conversation: Conversation, user: UUID, former: Membership | None, *, by: Membership | None = None
) -> None:
    """Raise where this person stays out. `former` is their membership of before, `by` that of the one who adds them.

    An admin or owner lets a removed person in again, by adding them; nobody lets in a banned one. Without `by` the
    person comes by themselves: a banned stranger then gets the answer of a link or channel that does not exist.
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
