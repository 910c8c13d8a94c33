"""What the worker does for notifications."""

from celery import shared_task

from notifications.operations.digesting import send_digests

__all__ = ["digest", "expand", "sweep", "tidy"]


@shared_task(ignore_result=True, expires=60)
def expand() -> None:
    """Find out who is to be told of what was handed over."""


@shared_task(ignore_result=True, expires=15)
def sweep() -> None:
    """Do what the queue lost."""


@shared_task(ignore_result=True, expires=3600)
def tidy() -> None:
    """Forget what is old."""


@shared_task(ignore_result=True, expires=60)
def digest() -> None:
    """Write to those who have not read for a while. When time was up, once more."""
    if send_digests():
        digest.delay()
