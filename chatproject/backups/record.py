"""What the database knows of backups, for the timetable and for alarms."""

import contextlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db.models import Max
from django.utils import timezone
from redis.exceptions import RedisError

from chatproject.backups.contents import Finished
from chatproject.models import Backup

#: A backup each day, and two hours to make and prove it.
PROVEN_WITHIN = timedelta(hours=26)
#: Every byte of the files is read each week.
READ_WITHIN = timedelta(days=8)
_TROUBLE = "backup:trouble"
_READ_EVERY = timedelta(days=7) - timedelta(hours=12)


class Trouble(NamedTuple):
    since: datetime
    reason: str


def made(finished: Finished) -> None:
    about = {"at": finished.at, "rows": finished.rows, "files": finished.files, "bytes": finished.bytes}
    Backup.objects.update_or_create(pk=finished.id, defaults=about)


def proven(finished: Finished, *, read_files: bool) -> None:
    made(finished)
    now = timezone.now()
    Backup.objects.filter(pk=finished.id).update(proven_at=now, **({"files_read_at": now} if read_files else {}))
    with contextlib.suppress(RedisError):
        cache.delete(_TROUBLE)


def failed(reason: str) -> None:
    """Notes why the last step failed, and since when they do. Without Valkey no one would see it."""
    now = timezone.now()
    with contextlib.suppress(RedisError):
        known = trouble()
        cache.set(_TROUBLE, (known.since if known else now, reason), timeout=None)


def trouble() -> Trouble | None:
    """Returns what prevents backups, or their proof, if the last step failed."""
    found = cache.get(_TROUBLE)
    return Trouble(*found) if found else None


def forgotten(ids: Iterable[str]) -> None:
    Backup.objects.filter(pk__in=list(ids)).delete()


def newest_proven() -> Backup | None:
    return Backup.objects.filter(proven_at__isnull=False).order_by("at").last()


def files_read_at() -> datetime | None:
    read: datetime | None = Backup.objects.aggregate(read=Max("files_read_at"))["read"]
    return read


def due(now: datetime) -> list[str]:
    """Returns the arguments of `manage.py backup` that are due: none, for the backup of the day, or for its proof."""
    hour = now.replace(hour=settings.BACKUP_HOUR, minute=0, second=0, microsecond=0)
    since = hour if hour <= now else hour - timedelta(days=1)
    made = Backup.objects.filter(at__gte=since).order_by("at").last()
    if made is not None and made.proven_at is not None:
        return []
    read = files_read_at()
    quick = [] if read is None or now - read > _READ_EVERY else ["--quick"]
    return ["verify", "--id", made.pk, *quick] if made else ["--prove", *quick]
