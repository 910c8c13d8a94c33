"""Counts how often work on a file began and did not end: a file that always kills its worker is given up."""

from django.core.cache import cache

from media.models import Attachment

#: A worker may be killed for other reasons as well.
TRIES = 5
_A_DAY = 24 * 3600


def is_hopeless(row: Attachment) -> bool:
    """Counts one more attempt. Returns whether there were too many."""
    cache.add(_name(row), 0, _A_DAY)
    return cache.incr(_name(row)) > TRIES


def was_ended(row: Attachment) -> None:
    """Resets the count, whatever the result: the work neither killed its worker nor ran out of time."""
    cache.delete(_name(row))


def _name(row: Attachment) -> str:
    return f"media-tries.{row.pk}"
