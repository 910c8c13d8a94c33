"""Counts the errors that this process logs, for analytics: their kind and place, without their text."""

import logging
import os
import threading
from collections import Counter
from types import TracebackType

#: Seconds between an error and the write that counts it, with those that came in between.
_SECONDS = 10.0
_MOST = 100
_OURS = ("accounts", "chatproject", "conversations", "media", "messaging", "notifications")
_LONGEST = 120


class ErrorCounter(logging.Handler):
    """Writes in a thread of its own, which exists only after an error: the event loop must not wait."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._counts: Counter[str] = Counter()
        self._timer_of: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        place = place_of(record)
        if place in self._counts or len(self._counts) < _MOST:
            self._counts[place] += 1
        if self._timer_of != os.getpid():  # a fork has no timer
            self._timer_of = os.getpid()
            timer = threading.Timer(_SECONDS, self.write)
            timer.daemon = True
            timer.start()

    def write(self) -> None:
        """Adds what was counted to the figures. What cannot be written now is written after the next error."""
        from django.db import Error

        from chatproject.analytics.metrics import ERRORS
        from chatproject.analytics.recording import add
        from chatproject.database.connections import give_back_connection

        self.acquire()
        counts, self._counts, self._timer_of = self._counts, Counter(), None
        self.release()
        try:
            add(ERRORS.name, counts)
        except Error:
            self.acquire()
            self._counts += counts
            self.release()
        finally:
            give_back_connection()


def place_of(record: logging.LogRecord) -> str:
    """Returns the kind of an error and the function of our code in which it was raised; else where it was logged."""
    if record.exc_info and record.exc_info[0]:
        return f"{record.exc_info[0].__name__} in {_function(record.exc_info[2]) or record.name}"[:_LONGEST]
    return f"{record.name} in {record.module}.{record.funcName}"[:_LONGEST]


def _function(trace: TracebackType | None) -> str:
    found = ""
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.partition(".")[0] in _OURS:
            found = f"{module}.{trace.tb_frame.f_code.co_name}"
        trace = trace.tb_next
    return found
