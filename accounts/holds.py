"""What legal holds cover, and how batches that delete respect a hold from the moment it is placed."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.models import PersonHold, User
from accounts.models.hold import IN_FORCE


def is_held(user: User) -> bool:
    """Whether a hold in force covers this person."""
    return PersonHold.objects.filter(IN_FORCE, user=user).exists()


def held_people() -> QuerySet[Any, Any]:
    """Returns the ids of everyone under a hold, for use in other queries."""
    return PersonHold.objects.filter(IN_FORCE).values("user")


def keep_holds() -> None:
    """Lets no hold begin until this transaction ends. Call it before you read holds and delete what they do not cover.

    Any number of these transactions run at once. The one that places a hold waits for them, so that nothing that it
    covers is deleted after it.
    """
    _lock("pg_advisory_xact_lock_shared")


def begin_hold() -> None:
    """Waits for transactions that delete. Until this transaction ends, no other begins to delete."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended('legal holds', 0))")
