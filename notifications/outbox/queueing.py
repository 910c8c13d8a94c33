"""Having the worker deliver what is queued, without asking it more often than it can tell apart."""

import logging
import time
from collections.abc import Iterable
from types import TracebackType
from typing import NamedTuple, Self

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

#: Seconds between two words to the worker about the same: one that is at it takes what came meanwhile.
_PAUSE = 0.25
DELIVER = "notifications.tasks.deliver"
#: Seconds after which the worker drops what waits: the next sweep has said it again.
EXPIRES = 60


class Due(NamedTuple):
    """That something is queued for a channel: to go out now, or when those who may be looking have had their time."""

    channel: str
    waits: bool = False


class Deliveries:
    """What is to be delivered; said now and then, and at the end."""

    def __init__(self) -> None:
        self._due: set[Due] = set()
        self._said_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._say()

    def add(self, due: Iterable[Due]) -> None:
        self._due.update(due)
        if self._due and time.monotonic() > self._said_at + _PAUSE:
            self._say()

    def _say(self) -> None:
        due, self._due, self._said_at = self._due, set(), time.monotonic()
        for each in sorted(due):
            queue_delivery(each)


def queue_delivery(due: Due) -> None:
    """Where the queue does not answer, the next sweep says it again."""
    countdown = settings.NOTIFY_AFTER + 0.1 if due.waits else 0
    try:
        # By name: the module of tasks imports the operations, and they this one.
        current_app.send_task(DELIVER, (due.channel,), countdown=countdown, expires=EXPIRES, ignore_result=True)
    except OperationalError as error:
        log.warning("the queue does not answer, the next sweep does it: %s", error)
