"""Examines every part of the installation, and what to do about one that is not well."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone
from redis.exceptions import RedisError

from chatproject.backups import record
from chatproject.backups.wal import state as wal
from chatproject.health import certificates, heartbeats, letters, push_keys, readiness
from chatproject.health.disks import rooms
from notifications.ledger.report import numbers

log = logging.getLogger(__name__)

#: Seconds without a sign of life. A task may run for settings.CELERY_TASK_TIME_LIMIT, and converting a film does.
_SILENT = {"media": settings.CELERY_TASK_TIME_LIMIT + 120}
_SILENT_OTHERS = 120
_LATE = 60
_started = time.monotonic()


class Part(NamedTuple):
    """`detail` describes the state. If the part is unwell, `advice` says what to do and `since` when it was noticed."""

    name: str
    is_well: bool
    detail: str
    advice: str = ""
    since: datetime | None = None

    def as_json(self) -> dict[str, str]:
        report = {"status": "ok" if self.is_well else "failed", "detail": self.detail}
        if not self.is_well:
            report["advice"] = self.advice
        return report | ({"since": self.since.isoformat()} if self.since else {})


def examine(is_started: bool = False) -> list[Part]:
    """Returns every part. Takes a few seconds at most, however the services fail.

    A worker that has taken no task yet is well while this process is young, unless Parlance `is_started` already.
    """
    serving = readiness.examine()
    parts = [_service(name, serving[name], advice) for name, advice in _SERVICES.items()]
    if serving["valkey"]:
        parts += _try("workers", partial(_workers, is_started)) + _try("mail", _mail)
        parts += _try("certificates", _certificates)
    if serving["database"]:
        parts += _try("outbox", _outbox) + _try("backup", _backup) + _try("wal", _wal)
    if serving["database"] and serving["valkey"]:
        parts += _try("push", _push)
    return _dated(parts + _try("disk", _disks))


def _dated(parts: list[Part]) -> list[Part]:
    """Adds to each unwell part the time when it was first seen unwell. Valkey stores these times."""
    keys = {part.name: f"unwell:{part.name}" for part in parts}
    try:
        known = cache.get_many(list(keys.values()))
        new = {keys[part.name]: timezone.now() for part in parts if not part.is_well and keys[part.name] not in known}
        over = [keys[part.name] for part in parts if part.is_well and keys[part.name] in known]
        if new:
            cache.set_many(new, timeout=None)
        if over:
            cache.delete_many(over)
    except RedisError as error:
        log.warning("cannot read since when parts are unwell: %s", error)
        return parts
    since = known | new
    return [part if part.is_well else part._replace(since=since[keys[part.name]]) for part in parts]


_SERVICES = {
    "database": "Start PostgreSQL, or correct DATABASE_URL.",
    "migrations": "Run `manage.py migrate`, or restart `manage.py up`.",
    "valkey": "Start Valkey, or correct REDIS_URL. Messages are stored without it; live delivery waits.",
}


def _service(name: str, is_well: bool, advice: str) -> Part:
    return Part(name, is_well, "answers" if is_well else "does not answer", advice)


def _workers(is_started: bool) -> Iterator[Part]:
    for queue in settings.QUEUES:
        age, most = heartbeats.age(queue), _SILENT.get(queue, _SILENT_OTHERS)
        if age is None:
            is_well = not is_started and time.monotonic() - _started < most
            detail = (
                "no task taken yet" if is_well else "has taken no task; the first comes half a minute after the start"
            )
        else:
            is_well = age < most
            detail = f"took a task {age:.0f} s ago"
        yield Part(f"worker.{queue}", is_well, detail, _restart(queue))


def _restart(queue: str) -> str:
    return f"Start the worker of the queue {queue}; when no worker takes tasks, start beat. `manage.py up` does both."


def _outbox() -> Iterator[Part]:
    counts = numbers()
    waiting = counts.queued + counts.outbox_entries
    detail = f"{waiting:,} wait, the oldest for {counts.oldest_seconds:.0f} s" if waiting else "nothing waits"
    advice = "Check the worker of the queue notifications, and the responses of push services in the admin."
    yield Part("outbox", counts.oldest_seconds < _LATE, detail, advice)


def _backup() -> Iterator[Part]:
    """Without BACKUP_TO, others make the backups."""
    if not settings.BACKUP_TO:
        return
    now = timezone.now()
    proven, read = record.newest_proven(), record.files_read_at()
    is_well = proven is not None and now - proven.at < record.PROVEN_WITHIN
    detail = f"the newest proven one is {_hours(now - proven.at)} h old" if proven else "none is proven"
    if is_well and (read is None or now - read > record.READ_WITHIN):
        is_well, detail = False, f"{detail}, but its files were not read for {record.READ_WITHIN.days} days"
    if trouble := record.trouble():
        is_well, detail = False, f"{detail}; the last step failed: {trouble.reason}"
    advice = "Run `manage.py backup --prove`, which says what is wrong. The log of the worker has what it said before."
    yield Part("backup", is_well, detail, advice)


def _wal() -> Iterator[Part]:
    if not settings.BACKUP_WAL:
        return
    found = wal.read()
    age = (timezone.now() - found.until).total_seconds() if found.until else None
    if found.trouble:
        detail = found.trouble
    elif found.needs_base:
        detail = "no base leads to the log without a gap"
    else:
        detail = "nothing is kept yet" if age is None else f"everything until {age:.0f} s ago is kept"
    advice = "Run `manage.py backup --prove` for a base; the log of `wal` says what prevents the rest."
    is_well = not found.trouble and not found.needs_base and age is not None and age < wal.KEPT_WITHIN
    yield Part("wal", is_well, detail, advice)


def _hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)


def _mail() -> Iterator[Part]:
    """Without a letter so far, nothing is known."""
    found = letters.known()
    if found.failures:
        detail = f"the mail server refused the last {found.failures}: {found.reason}"
        advice = "Correct EMAIL_HOST, its account and EMAIL_TLS, or start the mail server; then `manage.py doctor`."
        yield Part("mail", found.failures < letters.MOST_FAILURES, detail, advice)
    elif found.delivered_at is not None:
        ago = timedelta(seconds=time.time() - found.delivered_at)
        yield Part("mail", True, f"the mail server took the last letter, {_hours(ago)} h ago")


def _certificates() -> Iterator[Part]:
    if not settings.CERTIFICATE_DAYS:
        return
    for host, ends in certificates.known().items():
        days = certificates.days_left(ends)
        advice = "Renew it, and let the proxy read it again: `certbot renew`, `systemctl reload nginx`."
        detail = f"the certificate ends in {days:.0f} days" if days > 0 else "the certificate has ended"
        yield Part(f"certificate.{host}", days > settings.CERTIFICATE_DAYS, detail, advice)


def _push() -> Iterator[Part]:
    for key in push_keys.examine():
        yield Part(key.name, key.is_well, key.detail, key.advice)


def _disks() -> Iterator[Part]:
    for name, room in rooms():
        detail = f"{room.free / 1024**3:.1f} GiB free in {room.folder}"
        yield Part(name, not room.is_low, detail, "Free space, or move DATA_DIR or MEDIA_ROOT to a larger disk.")


def _try(name: str, check: Callable[[], Iterator[Part]]) -> list[Part]:
    try:
        return list(check())
    except (DatabaseError, RedisError, OSError) as error:
        log.warning("%s cannot be examined: %s", name, error)
        return [Part(name, False, "cannot be examined", "See the log.")]
