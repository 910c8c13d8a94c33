"""The worker's tasks for accounts."""

from celery import shared_task

from accounts.operations.cleaning_up import PIECE, clean_up
from accounts.operations.deleting import mark_due_deletions as mark_piece


@shared_task(ignore_result=True, expires=3600)
def clean_up_accounts() -> None:
    """Delete expired sessions, devices and tokens. Hourly; when a batch was full, once more."""
    if max(clean_up().values()) >= PIECE:
        clean_up_accounts.delay()


@shared_task(ignore_result=True, expires=3600)
def mark_due_deletions() -> None:
    """Mark the accounts that their owners can no longer keep. Daily; when a batch was full, once more."""
    if mark_piece() >= PIECE:
        mark_due_deletions.delay()
