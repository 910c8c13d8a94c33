"""The people whom an actor may add to a conversation."""

from collections.abc import Collection
from uuid import UUID

from accounts.models import User
from chatproject.contract.errors import NotFound


def find_people(ids: Collection[UUID]) -> list[User]:
    """Returns the active people with these ids, in their order. Raises NotFound if one is missing."""
    return _all(User.objects.filter(pk__in=ids, is_active=True), ids)


def lock_people(ids: Collection[UUID]) -> list[User]:
    """Like `find_people`, with their rows locked until the transaction ends, so that none joins something else.

    Call it after locking the conversation. It locks in id order, so it cannot deadlock, and does not conflict with
    foreign keys.
    """
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=ids, is_active=True).order_by("pk")
    return _all(rows, ids)


def _all(people: Collection[User], ids: Collection[UUID]) -> list[User]:
    by_id = {person.pk: person for person in people}
    if missing := [str(id) for id in ids if id not in by_id]:
        raise NotFound(f"No users with these ids: {', '.join(missing)}.")
    return [by_id[id] for id in ids]
