"""Blocking: a blocked person cannot start a conversation with the user or notify them in a direct one."""

from django.db import transaction

from accounts.lists import list_changed
from accounts.models import Block, User
from chatproject.contract.errors import Invalid, existing
from chatproject.contract.ids import parse_id


@transaction.atomic
def block(*, actor: User, user: str) -> None:
    """Blocks a user. Safe to repeat."""
    other = _other(user)
    if other == actor:
        raise Invalid("You cannot block yourself.")
    _, is_new = Block.objects.get_or_create(blocker=actor, blocked=other)
    if is_new:
        list_changed("blocks", [actor.pk])


@transaction.atomic
def unblock(*, actor: User, user: str) -> None:
    """Removes a block. Does nothing if there is none."""
    removed, _ = Block.objects.filter(blocker=actor, blocked=_other(user)).delete()
    if removed:
        list_changed("blocks", [actor.pk])


def _other(user: str) -> User:
    return existing(User.objects.filter(pk=parse_id(user)).first())
