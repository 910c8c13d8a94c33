"""The Celery tasks of files."""

from celery import shared_task

from media.discarding import discard_bytes
from media.operations.sweeping import (
    PIECE,
    forget_expired,
    forget_unsaid,
    reject_expired,
    remove_orphans,
    unverified,
)
from media.operations.verifying import verify
from media.queueing import AGAIN

__all__ = ["discard_bytes", "sweep_media", "tend_uploads", "verify_attachment"]


# A gigabyte is read twice and written once, which is slow on a slow disk.
@shared_task(ignore_result=True, soft_time_limit=25 * 60, time_limit=30 * 60, **AGAIN)
def verify_attachment(attachment_id: str) -> None:
    """Assembles and hashes one file. Can be repeated after a crash: only the last step changes the state."""
    verify(attachment_id=attachment_id)


@shared_task(ignore_result=True, expires=600)
def tend_uploads() -> None:
    """Ends expired uploads, deletes files without a message, verifies what the queue lost. If a piece was full, once
    more.
    """
    for attachment_id in unverified():
        verify_attachment.delay(str(attachment_id))
    if max(reject_expired(), forget_expired(), forget_unsaid()) >= PIECE:
        tend_uploads.delay()


@shared_task(ignore_result=True, expires=3600)
def sweep_media() -> None:
    """Removes bytes that no row names."""
    remove_orphans()
