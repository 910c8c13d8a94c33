"""Housekeeping that belongs to none of our apps. The timetable is in settings/queue.py."""

import sys

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.tasks import clean_up_accounts
from chatproject.backups import record
from chatproject.backups.starting import start
from chatproject.backups.wal import state
from chatproject.backups.working import is_working
from chatproject.health import certificates, disks, heartbeats, incidents
from chatproject.health import examining as health
from chatproject.privacy.exporting.keeping import forget_expired
from chatproject.privacy.exporting.making import export_person
from chatproject.privacy.pending import erase_due
from chatproject.privacy.recording import record_missed

__all__ = [
    "back_up",
    "erase_deleted",
    "examine_health",
    "export_person",
    "forget_expired_sessions",
    "forget_expired_tokens",
    "guard_disk",
    "mark_alive",
    "tidy_exports",
]

#: Seconds after which a run of erasures leaves the rest to the next.
_ERASING = 180


@shared_task
def forget_expired_tokens() -> None:
    """Sent by the beat of 0.1, which may still run while hosts are upgraded."""
    clean_up_accounts()


@shared_task
def forget_expired_sessions() -> None:
    """Sent by the beat of 0.1, as forget_expired_tokens."""
    clean_up_accounts()


@shared_task
def mark_alive(queue: str) -> None:
    """Record that a worker takes tasks from this queue, and that the timetable sends them."""
    heartbeats.mark(queue)


@shared_task
def back_up() -> None:
    """Starts the backup of a day, or its proof, if it is due. What failed is tried again in an hour.

    It may take hours, and no other task waits for it: it is a process of its own.
    """
    if not settings.BACKUP_TO or is_working():
        return
    if due := record.due(timezone.now()) or (["--prove", "--quick"] if state.is_base_due() else []):
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "backup", *due]
        start(command)


@shared_task
def examine_health() -> None:
    """Records which parts are unwell, so that everyone sees since when."""
    incidents.record(health.examine())


@shared_task
def look_at_certificates() -> None:
    certificates.look()


@shared_task
def guard_disk() -> None:
    disks.guard()


@shared_task(expires=3600)
def erase_deleted() -> None:
    """Erase the accounts whose deletion is due. Enqueues itself again if time ran out."""
    record_missed()
    if erase_due(seconds=_ERASING):
        erase_deleted.delay()


@shared_task(expires=3600)
def tidy_exports() -> None:
    """Delete exports that expired."""
    forget_expired()
