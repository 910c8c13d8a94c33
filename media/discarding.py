"""Discards bytes that no row names any more."""

from collections.abc import Iterable

from celery import shared_task
from django.db import transaction

from media.keys import hold_alone, named_among
from media.queueing import AGAIN, queue_on_commit
from media.stores import Slot, store


def discard_unnamed(slots: Iterable[Slot]) -> int:
    """Discards the bytes among these that no row names any more (media/keys.py explains how that is safe). Returns how
    many.
    """
    done = 0
    for slot in slots:
        with transaction.atomic():
            hold_alone(slot.key)
            if not named_among([slot.key]):
                store().discard(slot)
                done += 1
    return done


@shared_task(name="media.tasks.discard_bytes", ignore_result=True, **AGAIN)
def discard_bytes(slots: list[tuple[str, str]]) -> None:
    """Discards the bytes of deleted files, as [[key, session], …]."""
    discard_unnamed(Slot(*slot) for slot in slots)


def discard_on_commit(*slots: Slot) -> None:
    """Discards them after the commit. If the queue does not respond, the sweep finds them."""
    if slots:
        queue_on_commit(discard_bytes, [list(slot) for slot in slots])
