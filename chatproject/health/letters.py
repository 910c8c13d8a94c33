"""Whether the mail server takes letters: the last one it took, and the failures since. Valkey stores it."""

import logging
import time
from typing import NamedTuple

from django.core.cache import cache
from redis.exceptions import RedisError

from chatproject.logs.formats import text_of

log = logging.getLogger(__name__)

#: Failures in a row that are no accident.
MOST_FAILURES = 3
_DELIVERED, _FAILURES, _FAILED = "letters:delivered", "letters:failures", "letters:failed"


class Letters(NamedTuple):
    """Times in seconds since 1970, or None; `failures` in a row, and the `reason` of the last."""

    delivered_at: float | None = None
    failures: int = 0
    failed_at: float | None = None
    reason: str = ""


def delivered() -> None:
    try:
        cache.set(_DELIVERED, time.time(), timeout=None)
        cache.delete_many([_FAILURES, _FAILED])
    except RedisError as error:
        log.warning("cannot record that a letter was sent: %s", error)


def failed(error: Exception) -> None:
    try:
        cache.add(_FAILURES, 0, timeout=None)
        cache.incr(_FAILURES)
        cache.set(_FAILED, (time.time(), text_of(error)[:200]), timeout=None)
    except (RedisError, ValueError) as other:
        log.warning("cannot record that a letter was refused: %s", other)


def known() -> Letters:
    found = cache.get_many([_DELIVERED, _FAILURES, _FAILED])
    failed_at, reason = found.get(_FAILED, (None, ""))
    return Letters(found.get(_DELIVERED), int(found.get(_FAILURES, 0)), failed_at, reason)
