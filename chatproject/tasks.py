"""Housekeeping that belongs to none of our apps. The timetable is in settings/queue.py."""

import sys

from celery import shared_task
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from chatproject.backups import record
from chatproject.backups.starting import start
from chatproject.backups.working import is_working
from chatproject.health import certificates, disks, heartbeats
from chatproject.health import examining as health


@shared_task
def forget_expired_tokens() -> None:
    """Deletes refresh tokens that can no longer be used, spent or not."""
    call_command("flushexpiredtokens")


@shared_task
def forget_expired_sessions() -> None:
    call_command("clearsessions")


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
    if due := record.due(timezone.now()):
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "backup", *due]
        start(command)


@shared_task
def examine_health() -> None:
    """Record which parts are unwell, so that staff see since when."""
    health.examine()


@shared_task
def look_at_certificates() -> None:
    certificates.look()


@shared_task
def guard_disk() -> None:
    disks.guard()
