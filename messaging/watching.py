"""Whose presence a person may see."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from chatproject.lib.errors import NotFound
from chatproject.lib.ids import parse_id
from conversations.models import Membership

if TYPE_CHECKING:
    from accounts.models import User


def watchable(actor: "User", users: Iterable[str]) -> list[str]:
    """Those of these people who share a conversation with the actor; himself too."""
    mine = Membership.objects.for_user(actor).values("conversation_id")
    shared = Membership.objects.active().filter(user__in=list(_ids(users)), conversation__in=mine)
    return [str(id) for id in shared.values_list("user_id", flat=True).distinct()]


def _ids(users: Iterable[str]) -> Iterable[UUID]:
    for user in users:
        try:
            yield parse_id(user)
        except NotFound:
            continue
