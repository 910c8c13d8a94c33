"""Editing one's own profile."""

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import events
from accounts.models import User
from accounts.operations.registering import raise_imitating, raise_taken
from accounts.private import next_me_rev
from accounts.validation import problems_of, raise_problems, raise_reserved, tidy_name
from chatproject.realtime import publish

#: The fields that everyone can see.
SHOWN = frozenset({"username", "display_name", "avatar"})


def edit_profile(
    *,
    actor: User,
    username: str | None = None,
    display_name: str | None = None,
    time_zone: str | None = None,
    locale: str | None = None,
    enter_sends: bool | None = None,
    who_may_add: str | None = None,
) -> User:
    """Changes the given fields and leaves the others. Raises Invalid, or Conflict for a username that is taken."""
    values: dict[str, Any] = {
        "username": username,
        "display_name": None if display_name is None else tidy_name(display_name),
        "time_zone": time_zone,
        "locale": locale,
        "enter_sends": enter_sends,
        "who_may_add": who_may_add,
    }
    user = actor
    try:
        with transaction.atomic():
            user = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
            changes = {n: value for n, value in values.items() if value is not None and value != getattr(user, n)}
            for name, value in changes.items():
                setattr(user, name, value)
            raise_problems(problems_of(user, changes))
            if username is not None and username.lower() != actor.username.lower():
                raise_reserved(username)
                raise_taken(user)
            if "display_name" in changes:
                raise_imitating(user)
            if changes:
                save_profile(user, changes)
    except IntegrityError:
        raise_taken(user)
        raise
    return user


def save_profile(user: User, fields: Collection[str]) -> None:
    """Writes these fields of the locked user as one change of their private data, and publishes it.

    Everyone who shares a conversation with the user is notified of the public fields.
    """
    is_seen = not SHOWN.isdisjoint(fields)
    if is_seen:
        user.shown_at = timezone.now()
    user.me_rev = next_me_rev(user.pk)
    user.save(update_fields=[*fields, "me_rev", "shown_at"])
    publish(events.profile_changed(user), *([events.person_changed(user)] if is_seen else []))
