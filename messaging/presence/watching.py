"""Decides whose presence a user may see."""

from collections.abc import Iterable
from uuid import UUID

from chatproject.contract.errors import NotFound
from chatproject.contract.ids import parse_id
from conversations.models import Membership


def can_see_presence(actor: str | UUID, users: Iterable[str]) -> list[str]:
    """Returns those of these users whose presence the actor can see: those in a shared conversation, and themselves."""
    mine = Membership.objects.active().filter(user_id=actor).values("conversation_id")
    shared = Membership.objects.active().filter(user__in=list(_ids(users)), conversation__in=mine)
    return [str(id) for id in shared.values_list("user_id", flat=True).distinct()]


def _ids(users: Iterable[str]) -> Iterable[UUID]:
    for user in users:
        try:
            yield parse_id(user)
        except NotFound:
            continue
