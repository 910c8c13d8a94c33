"""Bringing rows and bytes together again, after whatever was interrupted or given up."""

import time
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from media.models import Attachment
from media.stores import Slot, store
from media.stores.folders import entries, is_older, remove

PIECE = 1_000
#: The queue had this long to verify what is complete.
PATIENCE = timedelta(minutes=10)


def forget_expired() -> int:
    """Forget uploads that nobody went on with, and their bytes: one piece; how many."""
    with transaction.atomic():
        expired = Attachment.objects.unfinished().filter(expires_at__lt=timezone.now())
        rows = list(expired.order_by("expires_at").select_for_update(skip_locked=True)[:PIECE])
        Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        store().discard(row.slot)
    return len(rows)


def unverified() -> list[UUID]:
    """What is complete and was not verified: the queue was down, or a worker died over it."""
    pending = Attachment.objects.filter(
        state=Attachment.State.PENDING, completed_at__lt=timezone.now() - PATIENCE
    ).order_by("completed_at")
    return list(pending.values_list("pk", flat=True)[:PIECE])


def discard_unnamed(slots: Iterable[Slot]) -> None:
    """Remove the bytes among these that no row names any more."""
    slots = list(slots)
    named = Attachment.objects.keys_among(slot.key for slot in slots)
    for slot in slots:
        if slot.key not in named:
            store().discard(slot)


def remove_orphans() -> int:
    """Remove bytes that no row names and nobody touched for the grace period; how many files and folders."""
    before = timezone.now() - timedelta(seconds=settings.MEDIA_GRACE_SECONDS)
    found, removed = store().keys(before), 0
    while keys := list(islice(found, PIECE)):
        for key in set(keys) - Attachment.objects.keys_among(keys):
            store().discard(Slot(key))
            removed += 1
    return removed + store().tidy(before) + _tidy_workshop()


def _tidy_workshop() -> int:
    """What killed workers left; no job takes as long as this."""
    left = [path for path in entries(settings.MEDIA_WORKSHOP) if is_older(path, time.time() - 3600)]
    for path in left:
        remove(path)
    return len(left)
