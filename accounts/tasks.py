"""What the worker does for accounts."""

from celery import shared_task

from accounts.operations.cleaning_up import PIECE, clean_up
from accounts.operations.deleting import mark_due_deletions as mark_piece


@shared_task(ignore_result=True, expires=3600)
def clean_up_accounts() -> None:
    """Forget expired sessions, devices and tokens. Hourly; when a piece was full, once more."""
    if max(clean_up().values()) >= PIECE:
        clean_up_accounts.delay()


@shared_task(ignore_result=True, expires=3600)
def mark_due_deletions() -> None:
    """Mark the accounts whose owners cannot keep them any more. Daily; when a piece was full, once more."""
    if mark_piece() >= PIECE:
        mark_due_deletions.delay()
