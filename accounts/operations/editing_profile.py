"""Editing one's own profile."""

from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.operations.registering import raise_taken
from accounts.validation import problems_of, raise_problems, raise_reserved, tidy_name


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
    """Change what is given and leave the rest. Raises Invalid, or Conflict for a username that is taken."""
    given: dict[str, Any] = {
        "username": username,
        "display_name": None if display_name is None else tidy_name(display_name),
        "time_zone": time_zone,
        "locale": locale,
        "enter_sends": enter_sends,
        "who_may_add": who_may_add,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    user = User.objects.get(pk=actor.pk)
    for name, value in changes.items():
        setattr(user, name, value)
    raise_problems(problems_of(user, changes))
    if username is not None and username.lower() != actor.username.lower():
        raise_reserved(username)
        raise_taken(user)
    try:
        with transaction.atomic():
            user.save(update_fields=list(changes))
    except IntegrityError:
        raise_taken(user)
        raise
    return user
