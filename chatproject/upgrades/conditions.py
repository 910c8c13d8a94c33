"""What must hold before an upgrade."""

import shutil
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import ProgrammingError, transaction
from django.utils import timezone

from chatproject.backups.record import PROVEN_WITHIN, newest_proven
from chatproject.health import doctor
from chatproject.health.examining import Part
from chatproject.settings.environment import server

#: Those that a release cannot do without, and that do not depend on the code that runs at the moment.
_CHECKS = ("settings", "database.version", "store")
_NEED_VALKEY = ("valkey.version", "broker", "clock")
#: PostgreSQL also writes what changes to its log.
_WITH_LOG = 2


def conditions(*, room: int, is_running: bool) -> Iterator[Part]:
    """Yields the parts that an upgrade depends on."""
    for name in (*_CHECKS, *(_NEED_VALKEY if is_running else ())):
        try:
            yield from doctor.CHECKS[name]()
        except Exception as error:  # whatever is broken, the others are still worth knowing
            yield Part(name, False, f"cannot be examined: {error}", "Run `manage.py doctor`.")
    yield _room(room)


def _room(needed: int) -> Part:
    if server.DATABASE_URL.written():
        return Part("room", True, f"{_mib(needed * _WITH_LOG)} for new data and PostgreSQL's log, on its disk")
    free = shutil.disk_usage(settings.DATA_DIR).free
    detail = f"{_mib(needed * _WITH_LOG)} for new data and PostgreSQL's log; {_mib(free)} are free"
    return Part("room", free > needed * _WITH_LOG, detail, "Free space on the disk of DATA_DIR.")


def backup_age() -> timedelta | None:
    """Returns the age of the newest proven backup. A database of before backups has none."""
    try:
        with transaction.atomic():
            newest = newest_proven()
    except ProgrammingError:
        return None
    return timezone.now() - newest.at if newest else None


def is_backup_fresh() -> bool:
    age = backup_age()
    return age is not None and age < PROVEN_WITHIN


def _mib(number: int) -> str:
    return f"{number / 2**20:,.0f} MiB"
