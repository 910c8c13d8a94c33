"""Enqueues the delivery of queued notifications, without more tasks than the worker needs."""

import logging
import time
from collections.abc import Iterable
from types import TracebackType
from typing import NamedTuple, Self

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

#: Seconds between two tasks for the same channel: a running delivery includes newer notifications.
_PAUSE = 0.25
DELIVER = "notifications.tasks.deliver"
#: Seconds after which the worker drops a waiting task: the next sweep has enqueued it again.
EXPIRES = 60


class Due(NamedTuple):
    """A channel has queued notifications: due now, or after the time in which active users can read the message."""

    channel: str
    waits: bool = False


class Deliveries:
    """Collects deliveries and enqueues them now and then, and at the end."""

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
    """Enqueues the task. If the broker does not respond, the next sweep does it."""
    countdown = settings.NOTIFY_AFTER + 0.1 if due.waits else 0
    try:
        # By name: the tasks module imports the operations, which import this module.
        current_app.send_task(DELIVER, (due.channel,), countdown=countdown, expires=EXPIRES, ignore_result=True)
    except OperationalError as error:
        log.warning("the queue does not answer, the next sweep does it: %s", error)
