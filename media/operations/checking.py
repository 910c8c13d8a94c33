"""Compares rows with the store, in both directions. Changes nothing."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation
from media.details import read_details
from media.keys import named_among
from media.models import Attachment
from media.operations.picturing import VARIANT
from media.operations.sweeping import PIECE
from media.stores import Missing, store


class Wrong(NamedTuple):
    """`missing`, `variant` (one that was made is missing), `corrupt` or `orphan` (no row names it)."""

    what: str
    key: str
    whose: str = ""


def count_files() -> int:
    """Returns how many objects `check_files` will check at the moment."""
    return Attachment.objects.ready().values("key").distinct().count()


def check_files(*, hashes: bool = False) -> Iterator[list[Wrong]]:
    """Yields the faults of each object, shared or not; usually none. With `hashes`, reads all bytes."""
    last = ""
    while rows := list(Attachment.objects.ready().filter(key__gt=last).order_by("key", "pk").distinct("key")[:PIECE]):
        for row in rows:
            faults = _wrong_with(row, hashes)
            # It may have been deleted during the check.
            yield faults if faults and Attachment.objects.ready().filter(key=row.key).exists() else []
        last = rows[-1].key


def check_pictures() -> Iterator[list[Wrong]]:
    """Yields the faults of each picture of a user or a conversation."""
    people = User.objects.exclude(avatar="").order_by("pk").values_list("pk", "avatar")
    places = Conversation.objects.exclude(picture="").order_by("pk").values_list("pk", "picture")
    for whose, holders in (("person", people), ("conversation", places)):
        for pk, key in holders.iterator(PIECE):
            gone = VARIANT not in store().variants(key) and named_among([key])
            yield [Wrong("missing", key, f"picture of {whose} {pk}")] if gone else []


def check_orphans() -> list[Wrong]:
    """Returns keys that no row names and that were not touched for the grace period: the row of a younger one may
    follow.

    Checks twice: keys that were deleted a moment ago are being removed.
    """
    orphans = _unnamed()
    return [Wrong("orphan", key) for key in sorted(orphans & _unnamed() if orphans else orphans)]


def _unnamed() -> set[str]:
    before = timezone.now() - timedelta(seconds=settings.MEDIA_GRACE_SECONDS)
    there, unnamed = store().keys(before), set[str]()
    while keys := set(islice(there, PIECE)):
        unnamed |= keys - named_among(keys)
    return unnamed


def _wrong_with(row: Attachment, hashes: bool) -> list[Wrong]:
    whose = f"attachment {row.pk}"
    made = read_details(row.pk, row.details).variants
    expected = {"": row.sha256} | {each.name: each.sha256 for each in made}
    there = store().variants(row.key)
    faults = [Wrong("variant" if name else "missing", _place(row.key, name), whose) for name in expected.keys() - there]
    if hashes:
        for name in expected.keys() & there:
            if (kept := _hash(row.key, name)) != expected[name]:
                faults.append(Wrong("corrupt" if kept else "missing", _place(row.key, name), whose))
    return faults


def _place(key: str, variant: str) -> str:
    return f"{key}.{variant}" if variant else key


def _hash(key: str, variant: str) -> str:
    """Returns the hash of the stored bytes, or "" if they were deleted during the read."""
    digest = hashlib.sha256()
    try:
        for block in store().blocks(key, variant):
            digest.update(block)
    except Missing:
        return ""
    return digest.hexdigest()
