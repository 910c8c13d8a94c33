"""Blocks between the two people of a direct conversation."""

from accounts.models import Block, User
from accounts.sql import blocks
from chatproject.contract.errors import PersonBlocked
from conversations.models import Conversation
from conversations.models.conversation import other_of

#: Whether the member `m` blocks the other person of `c`, a direct conversation. That person may not be in it yet.
HAS_BLOCKED = f"""
(c.kind = 'direct' AND EXISTS (
    SELECT 1 FROM {blocks("m.user_id")} AND b.blocked_id::text = ANY(string_to_array(c.direct_key, ':'))))
"""  # noqa: S608 (the names of our own columns)


def ensure_not_blocked(conversation: Conversation, *, by: User) -> None:
    """Raises PersonBlocked if this person blocks the other one of a direct conversation."""
    other = other_of(conversation.direct_key or "", by.pk)
    if other is not None and Block.objects.filter(blocker=by, blocked=other).exists():
        raise PersonBlocked
