"""Log filters for outages: while PostgreSQL, Valkey or the disk is unavailable, one line reports it, now and then."""

import errno
import logging
import time

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
#: By name, so that a process without use for one of these packages does not load it.
_PACKAGES = frozenset({"amqp", "django", "kombu", "psycopg", "psycopg_pool", "redis"})
_ERRORS = frozenset({"ConnectionError", "InterfaceError", "OperationalError", "PoolTimeout", "TimeoutError"})
#: Valkey's errors while it cannot serve: no room on the disk or in memory, or its file is not loaded yet.
_ANSWERS = ("MISCONF", "OOM", "LOADING", "READONLY")
_SECONDS = 10.0


def is_outage(error: BaseException | None) -> bool:
    """Whether the error comes from an unavailable service or disk, and not from our own code."""
    if isinstance(error, OSError):
        return isinstance(error, ConnectionError | TimeoutError) or error.errno in _DISK
    bases = [base for base in type(error).__mro__ if base.__module__.partition(".")[0] in _PACKAGES]
    return any(base.__name__ in _ERRORS for base in bases) or (bool(bases) and str(error).startswith(_ANSWERS))


def error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


class Seldom(logging.Filter):
    """Passes the same line once in ten seconds, and adds how often it was held back."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = error_of(record)
        if error is not None and not is_outage(error):
            return True
        now = time.monotonic()
        key = f"{record.name} {record.msg if error else record.getMessage()}"
        before, held_back = self._said.get(key, (-_SECONDS, 0))
        if now - before < _SECONDS:
            self._said[key] = before, held_back + 1
            return False
        self._said = {other: found for other, found in self._said.items() if now - found[0] < 2 * _SECONDS}
        self._said[key] = now, 0
        if held_back:
            record.msg, record.args = f"{record.getMessage()} ({held_back} more like it)", None
        return True
