"""Blocking: somebody may not start a conversation with me."""

from accounts.models import Block, User
from chatproject.lib.errors import Invalid, NotFound
from chatproject.lib.ids import parse_id


def block(*, actor: User, user: str) -> None:
    """Block somebody; again is harmless."""
    other = _other(user)
    if other == actor:
        raise Invalid("Nobody blocks himself.")
    Block.objects.get_or_create(blocker=actor, blocked=other)


def unblock(*, actor: User, user: str) -> None:
    """Take a block back; without one nothing happens."""
    Block.objects.filter(blocker=actor, blocked=_other(user)).delete()


def _other(user: str) -> User:
    found = User.objects.filter(pk=parse_id(user)).first()
    if found is None:
        raise NotFound
    return found
