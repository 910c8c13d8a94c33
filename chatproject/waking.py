"""Runs something soon in a thread, and not more often than once a second."""

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

#: Seconds between two wakes of one process: under load, one task handles everything that arrived in between.
PAUSE = 1.0


class Waker:
    """A thread of its own, which enqueues a task: a slow or unreachable queue must not delay sending."""

    def __init__(self, enqueue: Callable[[], None]) -> None:
        self._enqueue = enqueue
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        if not settings.WAKE_WORKERS:
            return
        self._wanted.set()
        # A fork has no threads: the first call starts one.
        if self._thread is None or not self._thread.is_alive():
            with self._lock:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="waker", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            try:
                self._enqueue()
            except OperationalError as error:
                log.warning("the queue does not answer, the next sweep does it: %s", error)
            time.sleep(PAUSE)
