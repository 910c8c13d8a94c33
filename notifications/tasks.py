"""The Celery tasks of notifications."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from notifications.delivery.delivering import deliver_due
from notifications.email.digesting import send_digests
from notifications.outbox import sweeping
from notifications.outbox.clearing import PIECE
from notifications.outbox.fanning_out import fan_out_due
from notifications.outbox.queueing import DELIVER, EXPIRES

__all__ = ["deliver", "digest", "expand", "sweep", "tidy"]

log = logging.getLogger(__name__)


@shared_task(ignore_result=True, expires=60)
def expand() -> None:
    """Fan out the entries of the outbox."""
    if fan_out_due():
        expand.delay()


@shared_task(name=DELIVER, ignore_result=True, expires=EXPIRES)
def deliver(channel: str = "") -> None:
    """Sends all that is due, on that channel and all others. Enqueues itself again if more is due soon."""
    wait = deliver_due()
    if wait is not None:
        try:
            deliver.apply_async(countdown=wait)
        except OperationalError as error:
            log.warning("the queue does not answer, the next sweep does it: %s", error)


@shared_task(ignore_result=True, expires=60)
def digest() -> None:
    """Sends the digests that are due. Enqueues itself again if time ran out."""
    if send_digests():
        digest.delay()


@shared_task(ignore_result=True, expires=15)
def sweep() -> None:
    """Does the work that the queue lost."""
    if sweeping.sweep():
        expand.delay()


@shared_task(ignore_result=True, expires=3600)
def tidy() -> None:
    """Deletes old rows. Enqueues itself again if a piece was full."""
    if max(sweeping.tidy().values()) >= PIECE:
        tidy.delay()
