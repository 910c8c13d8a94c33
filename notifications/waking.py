"""Signals the worker that there is something to do, without making the caller wait."""

import logging
import threading
import time

from django.conf import settings
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

#: Seconds between two wakes of one process: under load, one task handles everything that arrived in between.
PAUSE = 1.0


class Waker:
    """A thread of its own: a slow or unreachable queue must not delay sending."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        self._wanted.set()
        # A fork has no threads: the first call starts one.
        if self._thread is None or not self._thread.is_alive():
            with self._lock:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="waker", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        from notifications.tasks import expand

        while True:
            self._wanted.wait()
            self._wanted.clear()
            try:
                expand.delay()
            except OperationalError as error:
                log.warning("the queue does not answer, the next sweep does it: %s", error)
            time.sleep(PAUSE)


_waker = Waker()


def wake() -> None:
    """Requests an early look at the outbox."""
    if settings.NOTIFICATIONS_WAKE:
        _waker.wake()
