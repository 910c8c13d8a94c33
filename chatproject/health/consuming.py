"""A worker that no longer hears its broker ends, and is started again.

A proxy may confirm what the worker sends and never answer; and a worker that connected again may take no task
(celery/celery#8030). It notices neither: to it, there is nothing to do.
"""

import logging
import os
import threading
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any, NoReturn

from celery import Celery, signals
from celery.worker import state
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

#: Each queue gets a periodic task every 30 s (CELERY_BEAT_SCHEDULE), but with several hosts another one may take it. So
#: silence alone proves nothing; tasks that wait at the same time do.
_SILENCE = 60.0
_EVERY = 20.0
_LOOKS = 3


class Consumption:
    """Calls `end` when `waiting` tasks are seen again and again and none arrives, although the worker is idle."""

    def __init__(self, is_idle: Callable[[], bool], waiting: Callable[[], int], end: Callable[[], None]) -> None:
        self._is_idle = is_idle
        self._waiting = waiting
        self._end = end
        self._looks = 0
        self.took()

    def took(self, **_: Any) -> None:
        """A task arrived."""
        self._took = monotonic()

    def look(self, silence: float = _SILENCE) -> None:
        is_silent = self._is_idle() and monotonic() - self._took >= silence
        self._looks = self._looks + 1 if is_silent and self._waiting() else 0
        if self._looks >= _LOOKS:
            self._end()


def waiting(app: Celery, queue: str) -> int:
    """Returns how many tasks wait in a queue; 0 if the broker does not say it: another worker would not help."""
    broker = app.connection_for_read()
    unreachable: tuple[type[BaseException], ...] = (OperationalError, OSError, *broker.connection_errors)
    try:
        with broker:
            channel: Any = broker.channel()
            # As workers declare it. kombu's passive declaration does not find queues of Valkey under a prefix.
            return int(channel.queue_declare(queue, durable=True, auto_delete=False).message_count)
    except unreachable:
        return 0
    except (*broker.channel_errors,) as error:
        log.warning("the broker does not say how many tasks wait in the queue %s: %s", queue, error)
        return 0


def watch(app: Celery, queue: str) -> None:
    """Watches the worker of this process, which takes tasks from `queue`."""

    def end() -> NoReturn:
        log.error("tasks wait in the queue %s, and none arrives: this worker ends, to be started again", queue)
        os._exit(1)

    def run(consumption: Consumption) -> NoReturn:
        while True:
            sleep(_EVERY)
            consumption.look()

    def begin(**_: Any) -> None:
        def is_idle() -> bool:
            return not (state.reserved_requests or state.active_requests)

        consumption = Consumption(is_idle, lambda: waiting(app, queue), end)
        signals.task_received.connect(consumption.took, weak=False)
        threading.Thread(target=run, args=(consumption,), name="consuming", daemon=True).start()

    signals.worker_ready.connect(begin, weak=False)
