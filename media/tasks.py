"""What the worker does for files."""

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


# A gigabyte is read twice and written once: on a slow disk that takes its time.
@shared_task(ignore_result=True, soft_time_limit=25 * 60, time_limit=30 * 60, **AGAIN)
def verify_attachment(attachment_id: str) -> None:
    """Assemble and hash one file. Again after a crash: the last step decides, all others repeat."""
    verify(attachment_id=attachment_id)


@shared_task(ignore_result=True, expires=600)
def tend_uploads() -> None:
    """End what expired, forget what no message has, verify what the queue lost. When a piece was full, once more."""
    for attachment_id in unverified():
        verify_attachment.delay(str(attachment_id))
    if max(reject_expired(), forget_expired(), forget_unsaid()) >= PIECE:
        tend_uploads.delay()


@shared_task(ignore_result=True, expires=3600)
def sweep_media() -> None:
    """Remove bytes that no row names."""
    remove_orphans()
