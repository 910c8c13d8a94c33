"""Background tasks for messages."""

from uuid import UUID

from celery import shared_task

from messaging.operations.expiring import FORGOTTEN, expire_old_messages, forget_expired
from messaging.retention import START


@shared_task(ignore_result=True, expires=3600)
def expire_messages(after: str = str(START)) -> None:
    """Remove messages that are too old. Runs nightly, in turns of two minutes, so that other tasks run between them."""
    while forget_expired() == FORGOTTEN:
        pass
    if (done := expire_old_messages(UUID(after))) is not None:
        expire_messages.delay(str(done))
