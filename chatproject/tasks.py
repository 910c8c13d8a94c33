"""Housekeeping that belongs to none of our apps. The timetable is in settings/queue.py."""

from celery import shared_task
from django.core.management import call_command

from chatproject.health import examining as health
from chatproject.health import heartbeats


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
def examine_health() -> None:
    """Record which parts are unwell, so that staff see since when."""
    health.examine()
