"""Determines which keys of the store are named by rows, and keeps naming a key and discarding its bytes apart.

A key is discarded when no row names it, and named again when another file turns out to have the same bytes
(sharing.py). Discarding takes the key's lock exclusively, only then reads which rows name it, and keeps the lock until
the bytes are gone. Naming a key that other rows have takes the lock in shared mode until the commit, and only then
reads whether one of those rows is still there. So either the naming comes first, and the discarding, which waited, sees
it; or the discarding comes first, and then the last row that named the key was already gone for good.
"""

from collections.abc import Callable, Iterable

from django.db import connection

from accounts.models import User
from conversations.models import Conversation
from media.models import Attachment

#: Returns those of these keys that rows of an app above this one name.
Named = Callable[[list[str]], set[str]]
_also: list[Named] = []


def add_named(named: Named) -> None:
    """For apps above this one that keep files in the store."""
    _also.append(named)


def named_among(keys: Iterable[str]) -> set[str]:
    """Returns the keys that a file, a user, a conversation, or a row of another app names."""
    keys = list(keys)
    avatars = User.objects.filter(avatar__in=keys).exclude(avatar="").values_list("avatar")
    pictures = Conversation.objects.filter(picture__in=keys).exclude(picture="").values_list("picture")
    own = Attachment.objects.keys_among(keys) | {key for (key,) in avatars.union(pictures)}
    return own.union(*(named(keys) for named in _also))


def hold_alone(key: str) -> None:
    """Waits for transactions that are about to share the key. Until this transaction ends, no other begins
    to share it.
    """
    _ask("pg_advisory_xact_lock", key)


def try_to_share(key: str) -> bool:
    """Locks the key against discarding until the transaction ends. Returns False if it is being discarded.
    Never waits.
    """
    return bool(_ask("pg_try_advisory_xact_lock_shared", key))


def _ask(lock: str, key: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended(%s, 0))", [f"media {key}"])
        [(answer,)] = cursor.fetchall()
    return answer
