"""The state of the server in plain words, for everyone: nothing about its parts, and at a bounded cost."""

import logging
import threading
import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from accounts.staff.standing import standing
from chatproject.contract.objects.server import ReadOnly
from chatproject.health import incidents, readiness

log = logging.getLogger(__name__)

DAYS = 14
#: Seconds for which a process keeps what it found, however many ask.
_KEPT = 10.0
_HISTORY = "status:history"

#: What people notice, by the beginning of a part's name: now and afterwards. Other parts are the staff's.
_NOTICED: dict[str, tuple[Promise, Promise]] = {
    "database": (_("The chat is not available"), _("The chat was not available")),
    "migrations": (_("The chat is not available"), _("The chat was not available")),
    "server": (_("Parts of the chat do not work"), _("Parts of the chat did not work")),
    "valkey": (_("Messages arrive with a delay"), _("Messages arrived with a delay")),
    "outbox": (_("Notifications are late"), _("Notifications were late")),
    "worker.notifications": (_("Notifications are late"), _("Notifications were late")),
    "worker.media": (_("Pictures and films take longer to appear"), _("Pictures and films took longer to appear")),
    "push": (_("Notifications are late"), _("Notifications were late")),
    "mail": (_("Emails are not sent"), _("Emails were not sent")),
    "disk": (_("The server is short of space"), _("The server was short of space")),
}


#: Part, beginning and end of each incident.
_Rows = list[tuple[str, datetime, datetime | None]]


class Happened(NamedTuple):
    """`ended_at` is None while it lasts."""

    words: Promise
    began_at: datetime
    ended_at: datetime | None


class Day(NamedTuple):
    day: date
    happened: int


class Status(NamedTuple):
    """`history` is None if it cannot be read at the moment."""

    at: datetime
    problems: list[Happened]
    history: list[Happened] | None
    read_only: ReadOnly | None = None

    @property
    def is_well(self) -> bool:
        return not self.problems and self.read_only is None

    @property
    def is_away(self) -> bool:
        return any(each.words == _NOTICED["database"][0] for each in self.problems)

    @property
    def since(self) -> datetime | None:
        """When the last incident ended, if one is known."""
        return max((each.ended_at for each in self.history or () if each.ended_at), default=None)

    @property
    def days(self) -> list[Day]:
        """The days of the history, the oldest first, each with the number of incidents that touched it."""
        today = self.at.date()
        days = [today - timedelta(days=n) for n in reversed(range(DAYS))]
        all = [*(self.history or ()), *self.problems]
        return [Day(day, sum(_touches(each, day) for each in all)) for day in days]


_lock = threading.Lock()
_known: Status | None = None
_known_at = 0.0


def current() -> Status:
    """Returns the state, at most ten seconds old. While one thread looks, the others get what was known before."""
    global _known, _known_at
    before = _known
    if before is not None and time.monotonic() - _known_at <= _KEPT:
        return before
    if not _lock.acquire(blocking=before is None):
        return before  # type: ignore[return-value]  # it waits only for the first
    try:
        if before is None and _known is not None:
            return _known  # another thread found it during the wait
        _known = _look()
        _known_at = time.monotonic()
        return _known
    finally:
        _lock.release()


def _look() -> Status:
    now = timezone.now()
    serving = readiness.examine()
    away = [name for name in ("database", "migrations", "valkey") if not serving[name]]
    try:
        if "database" in away:
            raise DatabaseError("it does not answer")
        found = incidents.recent(DAYS)
        rows: _Rows | None = [(each.part, each.began_at, each.ended_at) for each in found]
        read_only = standing().read_only
        _remember(rows)
    except DatabaseError:
        rows, read_only = _remembered(), None
    noticed = _noticed(rows or ())
    problems = [each for each in noticed if each.ended_at is None and serving["database"]]
    for name in away:
        words = _NOTICED[name][0]
        if all(each.words != words for each in problems):
            problems.append(Happened(words, _since(name, now), None))
    return Status(now, problems, None if rows is None else [each for each in noticed if each.ended_at], read_only)


def _noticed(rows: Iterable[tuple[str, datetime, datetime | None]]) -> list[Happened]:
    """Returns what people noticed, the latest first: incidents of several parts at a time may be one for them."""
    found: list[Happened] = []
    for part, began, ended in sorted(rows, key=lambda row: row[1]):
        words = _words(part, is_over=ended is not None)
        if words is None:
            continue
        before = next((each for each in reversed(found) if each.words == words), None)
        if before is not None and (before.ended_at is None or began <= before.ended_at):
            found.remove(before)
            ends = None if ended is None or before.ended_at is None else max(ended, before.ended_at)
            began, ended = before.began_at, ends
        found.append(Happened(words, began, ended))
    return sorted(found, key=lambda each: each.began_at, reverse=True)


def _words(part: str, *, is_over: bool) -> Promise | None:
    return next((words[is_over] for name, words in _NOTICED.items() if part.startswith(name)), None)


def _touches(happened: Happened, day: date) -> bool:
    return happened.began_at.date() <= day and (happened.ended_at is None or day <= happened.ended_at.date())


def _since(name: str, now: datetime) -> datetime:
    """Returns when a part was first seen unwell (chatproject/health/examining.py)."""
    try:
        found: datetime = cache.get(f"unwell:{name}", now)
    except RedisError:
        return now
    return found


def _remember(rows: _Rows | None) -> None:
    try:
        cache.set(_HISTORY, rows, timeout=DAYS * 24 * 3600)
    except RedisError as error:
        log.debug("cannot keep the history: %s", error)


def _remembered() -> _Rows | None:
    try:
        found: _Rows | None = cache.get(_HISTORY)
    except RedisError:
        return None
    return found
