"""Which keys of the store somebody names, and how naming one more and discarding its bytes exclude each other.

A key is discarded when nobody names it, and named again when another file turns out to be the same bytes (sharing.py).
Discarding holds the key's lock exclusively, reads only then which rows name it, and keeps the lock until the bytes are
gone. Naming a key that other rows have holds the lock in shared mode until the commit, and reads only then whether one
of those rows is still there. So either the naming comes first, and the discarding, which waited, sees it; or the
discarding does, and then the last row that named the key was gone for good before.
"""

from collections.abc import Iterable

from django.db import connection

from accounts.models import User
from conversations.models import Conversation
from media.models import Attachment


def named_among(keys: Iterable[str]) -> set[str]:
    """Those that a file, a person or a conversation names."""
    keys = list(keys)
    avatars = User.objects.filter(avatar__in=keys).exclude(avatar="").values_list("avatar")
    pictures = Conversation.objects.filter(picture__in=keys).exclude(picture="").values_list("picture")
    return Attachment.objects.keys_among(keys) | {key for (key,) in avatars.union(pictures)}


def hold_alone(key: str) -> None:
    """Until the transaction ends nobody begins to share it; waits for those who are about to."""
    _ask("pg_advisory_xact_lock", key)


def try_to_share(key: str) -> bool:
    """Until the transaction ends nobody discards it; False where somebody does just now. Never waits."""
    return bool(_ask("pg_try_advisory_xact_lock_shared", key))


def _ask(lock: str, key: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended(%s, 0))", [f"media {key}"])
        [(answer,)] = cursor.fetchall()
    return answer
