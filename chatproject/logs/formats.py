"""The formats of log records: a line of text for people, or of JSON for programs. Both are redacted and bounded."""

import json
import logging
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from chatproject.logs.outages import error_of, is_outage
from chatproject.logs.redaction import GONE, redact, redact_quotes
from chatproject.traces import ids

#: Characters of a message, of an error's text, of a traceback, and the errors that led to another.
MESSAGE, _ERROR, _TRACEBACK, _CAUSES = 2_000, 500, 6_000, 5
_FRAMES = 12

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: What the database quotes: our names are kept, values are not.
_VALUE = re.compile(r'"(?![\w.]*")[^"]*"')
_FROM_DATABASE = ("psycopg", "django.db")


class Text(logging.Formatter):
    """`LEVEL logger: message (trace …)`, and a traceback for our own errors."""

    def format(self, record: logging.LogRecord) -> str:
        error = error_of(record)
        message = message_of(record)
        if error is not None and is_outage(error) and (told := text_of(error)) not in message:
            message = f"{message}: {told}"
        trace = trace_of(record)
        line = f"{record.levelname} {record.name}: {message}{f' (trace {trace})' if trace else ''}"
        return f"{line}\n{traceback_of(error)}" if error is not None and not is_outage(error) else line


class Json(logging.Formatter):
    """An object with time, level, logger, message, and, where known, trace and error."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if trace := trace_of(record):
            line["trace"] = trace
        if (error := error_of(record)) is not None:
            line["error"] = text_of(error) if is_outage(error) else traceback_of(error)
        return json.dumps(line, ensure_ascii=False)


def message_of(record: logging.LogRecord) -> str:
    """Returns the message on one line. Errors in it are shortened to their first line."""
    arguments = record.args
    if isinstance(arguments, tuple):
        arguments = tuple(text_of(each) if isinstance(each, BaseException) else each for each in arguments)
    try:
        message = str(record.msg) % arguments if arguments else str(record.msg)
    except (TypeError, ValueError):
        message = str(record.msg)
    return one_line(redact(cut(message, MESSAGE)))


def trace_of(record: logging.LogRecord) -> str:
    """Returns the id of the trace that the record names, or of the current one."""
    return str(getattr(record, "trace", "") or ids.current())[:32]


def text_of(error: BaseException) -> str:
    """Returns the text of an error, without values that it may quote."""
    text = str(error) or type(error).__name__
    if type(error).__module__.startswith(_FROM_DATABASE) and not is_outage(error):
        text = _VALUE.sub(f'"{GONE}"', text.partition("\n")[0])
    return one_line(redact_quotes(cut(text, _ERROR)))


def traceback_of(error: BaseException) -> str:
    """Returns the tracebacks of an error and of those that led to it, the last one first to be cut."""
    return cut("\n\n".join(reversed([_traceback(each) for each in _chain(error)])), _TRACEBACK, keep_end=True)


def one_line(text: str) -> str:
    """Returns the text on one line. Control characters, which could forge lines or steer a terminal, are escaped."""
    return _CONTROL.sub(lambda match: " " if match[0] in "\r\n\t" else f"\\x{ord(match[0]):02x}", text)


def cut(text: str, most: int, *, keep_end: bool = False) -> str:
    """Returns at most that many characters, with a mark where others were."""
    if len(text) <= most:
        return text
    return f"{GONE}{text[-most:]}" if keep_end else f"{text[:most]}{GONE}"


def _traceback(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__, limit=-_FRAMES))
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"Traceback (most recent call last):\n{frames}{kind}: {text_of(error)}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yields an error, those in its group, and its causes."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting and len(found) < _CAUSES:
        each = waiting.pop(0)
        if each not in found:
            found.append(each)
            yield each
            waiting += each.exceptions if isinstance(each, BaseExceptionGroup) else ()
            cause = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
            waiting += [cause] if cause is not None else []
