"""Background tasks for messages, and the index that search uses."""

from collections.abc import Sequence
from uuid import UUID

from celery import shared_task
from django.conf import settings

from messaging.operations.expiring import FORGOTTEN, expire_old_messages, forget_expired
from messaging.retention import START
from messaging.search.following import catch_up, forget_orphans
from messaging.search.indexing import index_conversations


@shared_task(ignore_result=True, expires=3600)
def expire_messages(after: str = str(START)) -> None:
    """Remove messages that are too old. Runs nightly, in turns of two minutes, so that other tasks run between them."""
    while forget_expired() == FORGOTTEN:
        pass
    if (done := expire_old_messages(UUID(after))) is not None:
        expire_messages.delay(str(done))
    else:
        forget_orphans()


@shared_task(ignore_result=True, expires=60)
def index_messages(ids: Sequence[str]) -> None:
    """Indexes what changed in these conversations. What takes longer is left to `catch_up_index`."""
    index_conversations([UUID(id) for id in ids], seconds=2)


@shared_task(ignore_result=True, expires=15)
def catch_up_index() -> None:
    """Indexes what was never hinted at, and what is older. Enqueues itself again if there is more."""
    if settings.SEARCH_INDEXING and catch_up():
        catch_up_index.delay()
