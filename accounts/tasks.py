"""What the worker does for accounts."""

from celery import shared_task

from accounts.operations.cleaning_up import PIECE, clean_up


@shared_task(ignore_result=True, expires=3600)
def clean_up_accounts() -> None:
    """Forget expired sessions, devices and tokens. Hourly; when a piece was full, once more."""
    if max(clean_up().values()) >= PIECE:
        clean_up_accounts.delay()
