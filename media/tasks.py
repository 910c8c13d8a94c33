"""What the worker does for files."""

from typing import Any

from celery import shared_task

from chatproject.lib.errors import Unavailable
from media.operations.sweeping import PIECE, discard_unnamed, forget_expired, remove_orphans, unverified
from media.operations.verifying import verify
from media.stores import Slot

#: The store does not answer: again, a little later each time.
_AGAIN: dict[str, Any] = {
    "autoretry_for": (Unavailable,),
    "retry_backoff": 2,
    "retry_backoff_max": 60,
    "max_retries": 10,
}


# A gigabyte is read twice and written once: on a slow disk that takes its time.
@shared_task(ignore_result=True, soft_time_limit=25 * 60, time_limit=30 * 60, **_AGAIN)
def verify_attachment(attachment_id: str) -> None:
    """Assemble and hash one file. Again after a crash: the last step decides, all others repeat."""
    verify(attachment_id=attachment_id)


@shared_task(ignore_result=True, **_AGAIN)
def discard_bytes(slots: list[tuple[str, str]]) -> None:
    """Remove the bytes of forgotten files, as [[key, session], …]."""
    discard_unnamed(Slot(*slot) for slot in slots)


@shared_task(ignore_result=True, expires=600)
def tend_uploads() -> None:
    """Forget what expired, and verify what the queue lost. When a piece was full, once more."""
    for attachment_id in unverified():
        verify_attachment.delay(str(attachment_id))
    if forget_expired() >= PIECE:
        tend_uploads.delay()


@shared_task(ignore_result=True, expires=3600)
def sweep_media() -> None:
    """Remove bytes that no row names."""
    remove_orphans()
