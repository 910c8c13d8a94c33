"""Whom an actor may bring into a conversation."""

from collections.abc import Collection
from uuid import UUID

from accounts.models import User
from chatproject.contract.errors import NotFound


def find_people(ids: Collection[UUID]) -> list[User]:
    """The active people of these ids, in their order; NotFound where one is missing."""
    return _all(User.objects.filter(pk__in=ids, is_active=True), ids)


def lock_people(ids: Collection[UUID]) -> list[User]:
    """`find_people`, holding them until the transaction ends so that none joins something else meanwhile.

    Taken after the conversation's lock and in id order, so it cannot deadlock. Foreign keys pass it by.
    """
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=ids, is_active=True).order_by("pk")
    return _all(rows, ids)


def _all(people: Collection[User], ids: Collection[UUID]) -> list[User]:
    found = {person.pk: person for person in people}
    if missing := [str(id) for id in ids if id not in found]:
        raise NotFound(f"No users with these ids: {', '.join(missing)}.")
    return [found[id] for id in ids]
