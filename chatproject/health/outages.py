"""How an outage looks in the log: while PostgreSQL, Valkey or the disk is away one line says so, now and then."""

import errno
import logging
import time

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
#: By name: a process that has no use for one of these packages is not to load it.
_PACKAGES = frozenset({"amqp", "django", "kombu", "psycopg", "psycopg_pool", "redis"})
_ERRORS = frozenset({"ConnectionError", "InterfaceError", "OperationalError", "PoolTimeout", "TimeoutError"})
#: What Valkey answers while it cannot serve: no room on the disk or in memory, its file not yet read.
_ANSWERS = ("MISCONF", "OOM", "LOADING", "READONLY")
_SECONDS = 10.0


def is_outage(error: BaseException | None) -> bool:
    """Whether it says that a service or the disk is away, and nothing of our own code."""
    if isinstance(error, OSError):
        return isinstance(error, ConnectionError | TimeoutError) or error.errno in _DISK
    bases = [base for base in type(error).__mro__ if base.__module__.partition(".")[0] in _PACKAGES]
    return any(base.__name__ in _ERRORS for base in bases) or (bool(bases) and str(error).startswith(_ANSWERS))


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


class OneLine(logging.Formatter):
    """A traceback is for faults of ours."""

    def format(self, record: logging.LogRecord) -> str:
        error = _error(record)
        if error is not None and not is_outage(error):
            return super().format(record)
        record = logging.makeLogRecord(record.__dict__ | {"exc_info": None, "exc_text": None, "stack_info": None})
        said = super().format(record)
        if error is not None and str(error) not in said:
            said = f"{said}: {error}"
        return " ".join(said.split())


class Seldom(logging.Filter):
    """Lets the same line through once in ten seconds, and then says how often it was held back."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = _error(record)
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
