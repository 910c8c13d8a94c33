"""Counts how often work on a file began and did not end: a file that always kills its worker is given up."""

from django.core.cache import cache

from media.models import Attachment

#: A worker may be killed for other reasons as well.
TRIES = 5
_A_DAY = 24 * 3600


def is_hopeless(row: Attachment) -> bool:
    """Counts one more try."""
    cache.add(_name(row), 0, _A_DAY)
    return cache.incr(_name(row)) > TRIES


def was_ended(row: Attachment) -> None:
    """However it went: it was not the end of the worker, nor took all its time."""
    cache.delete(_name(row))


def _name(row: Attachment) -> str:
    return f"media-tries.{row.pk}"
