"""What the worker does for notifications."""

from celery import shared_task

from notifications.operations import sweeping
from notifications.operations.clearing import PIECE
from notifications.operations.expanding import expand_all

__all__ = ["deliver", "expand", "sweep", "tidy"]


@shared_task(ignore_result=True, expires=60)
def expand() -> None:
    """Find out who is to be told of what was handed over."""
    if expand_all():
        expand.delay()


@shared_task(ignore_result=True, expires=60)
def deliver(channel: str) -> None:
    """Send what is due on one channel."""


@shared_task(ignore_result=True, expires=15)
def sweep() -> None:
    """Do what the queue lost."""
    if sweeping.sweep():
        expand.delay()


@shared_task(ignore_result=True, expires=3600)
def tidy() -> None:
    """Forget what is old. When a piece was full, once more."""
    if max(sweeping.tidy().values()) >= PIECE:
        tidy.delay()
