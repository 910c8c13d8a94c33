"""Background tasks for messages, and the index that search uses."""

from collections.abc import Sequence
from uuid import UUID

from celery import shared_task
from django.conf import settings

from messaging.operations.expiring import FORGOTTEN, expire_old_messages, forget_expired
from messaging.operations.reminding import PIECE, fire_reminders
from messaging.retention import START
from messaging.search.following import catch_up, index_hinted
from messaging.search.noticing import mark_all
from messaging.search.rebuilding import forget_orphans


@shared_task(ignore_result=True, expires=3600)
def expire_messages(after: str = str(START)) -> None:
    """Remove messages that are too old. Runs nightly, in turns of two minutes, so that other tasks run between them."""
    while forget_expired() == FORGOTTEN:
        pass
    if (done := expire_old_messages(UUID(after))) is not None:
        expire_messages.delay(str(done))
    else:
        forget_orphans()
        mark_all()


@shared_task(ignore_result=True, expires=60)
def index_messages(ids: Sequence[str]) -> None:
    """Indexes what changed in these conversations. What takes longer is left to `catch_up_index`."""
    if index_hinted([UUID(id) for id in ids]):
        catch_up_index.delay()


@shared_task(ignore_result=True, expires=15)
def catch_up_index() -> None:
    """Indexes what a hint did not reach, and what is older. Enqueues itself again if there is more."""
    if settings.SEARCH_INDEXING and catch_up():
        catch_up_index.delay()


@shared_task(ignore_result=True, expires=5)
def fire_due_reminders() -> None:
    """Fires the reminders that are due. Enqueues itself again if a piece was full."""
    if fire_reminders() == PIECE:
        fire_due_reminders.delay()
