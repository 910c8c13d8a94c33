"""Notifies the owner's devices that one of their private lists changed. They fetch it with its own call."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from accounts.private import Kind, mark_changed
from chatproject.contract.events import MeEvent
from chatproject.realtime import publish, seal, user_group

ListName = Literal["blocks", "devices", "registrations", "saved"]

LISTS = Kind(
    "changed",
    """
    SELECT me_rev, to_json(list) FROM accounts_personalmark WHERE user_id = %(actor)s AND me_rev > %(since)s
    """,
    str,
    is_list=True,
)


def list_changed(name: ListName, users: Iterable[UUID]) -> None:
    """Counts the change for each of these users and notifies their devices. Take this lock last in a transaction."""
    publish(
        *(
            seal(user_group(user), MeEvent(me_rev=me_rev, changed=[name]), rev=me_rev)
            for user, me_rev in mark_changed(name, users).items()
        )
    )
