"""Log filters for outages: while PostgreSQL, Valkey or the disk is unavailable, one line reports it, now and then."""

import errno
import logging
import time
from hashlib import blake2b
from itertools import islice

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
#: By name, so that a process without use for one of these packages does not load it.
_PACKAGES = frozenset({"amqp", "django", "kombu", "psycopg", "psycopg_pool", "redis"})
_ERRORS = frozenset({"ConnectionError", "InterfaceError", "OperationalError", "PoolTimeout", "TimeoutError"})
#: Valkey's errors while it cannot serve: no room on the disk or in memory, or its file is not loaded yet.
_ANSWERS = ("MISCONF", "OOM", "LOADING", "READONLY")
_SECONDS = 10.0
#: Lines that are remembered. Visitors have a part in some.
_MOST = 1_000


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
        #: By a digest of the line: when it was passed, and how often it was held back since. The oldest is first.
        self._said: dict[bytes, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = error_of(record)
        if error is not None and not is_outage(error):
            return True
        now = time.monotonic()
        line = f"{record.name} {record.msg if error else record.getMessage()}"
        key = blake2b(line.encode(errors="replace"), digest_size=16).digest()
        before, held_back = self._said.get(key, (-_SECONDS, 0))
        if now - before < _SECONDS:
            self._said[key] = before, held_back + 1
            return False
        self._said.pop(key, None)
        self._said[key] = now, 0
        self._forget(now)
        if held_back:
            record.msg, record.args = f"{record.getMessage()} ({held_back} more like it)", None
        return True

    def _forget(self, now: float) -> None:
        for key, (passed, _) in list(islice(self._said.items(), 2)):
            if now - passed >= 2 * _SECONDS or len(self._said) > _MOST:
                del self._said[key]
