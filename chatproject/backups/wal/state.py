"""How the keeping of the log fares, for health, metrics and the timetable, on whichever host it runs."""

import contextlib
import logging
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

_KEY = "backup:wal"
#: Seconds after which moments are missing that people would expect.
KEPT_WITHIN = 120


class State(NamedTuple):
    """Everything until `until` is in the repository. `needs_base`: no base leads there without a gap."""

    until: datetime | None = None
    needs_base: bool = False
    trouble: str = ""


def note(state: State) -> None:
    """Without Valkey no one would see it, and the log is kept all the same."""
    try:
        cache.set(_KEY, tuple(state), timeout=None)
    except RedisError as error:
        log.warning("cannot note how the log fares: %s", error)


def note_trouble(text: str) -> None:
    with contextlib.suppress(RedisError):
        note(read()._replace(trouble=text))


def read() -> State:
    return State(*cache.get(_KEY, ()))


def is_base_due() -> bool:
    """Whether only a new backup makes moments restorable."""
    found = read()
    return bool(settings.BACKUP_WAL and found.needs_base and not found.trouble)
