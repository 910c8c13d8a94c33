"""The output of `manage.py up`, one line at a time, with the name of its source: in front, or as JSON."""

import contextlib
import json
import logging
import os
import queue
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

from chatproject.settings.environment import server

_NAME_WIDTH = 9
_MOST_WAITING = 500
_LAST_WORDS = 2.0
_COLOURS = {
    "parlance": "1;36",
    "postgres": "34",
    "valkey": "35",
    "worker": "33",
    "media": "33",
    "notifications": "33",
    "beat": "33",
}


_writer: "_Writer | None" = None


def say(text: str, name: str = "parlance") -> None:
    """Prints each line of `text` after `name`. A full disk or a closed pipe only loses lines."""
    for line in text.splitlines() or [""]:
        shown = _json(line, name) if _is_json() else f"{_painted(name)} {line}".rstrip()
        if _writer is not None:
            _writer.take(shown)
        else:
            with contextlib.suppress(OSError):
                print(shown, flush=True)


@contextlib.contextmanager
def never_waiting() -> Iterator[None]:
    """Within this context, `say` and libraries' warnings never wait for stdout: if it is full, they drop lines."""
    global _writer
    _writer = _Writer()
    logging.getLogger().addHandler(_Said(logging.WARNING))
    try:
        yield
    finally:
        writer, _writer = _writer, None
        writer.close()


class _Writer:
    """Writes lines in a separate thread, which may wait as long as a full pipe or a paused terminal does."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[str | None] = queue.Queue(_MOST_WAITING)
        self._dropped = 0
        self._thread = threading.Thread(target=self._run, name="output", daemon=True)
        self._thread.start()

    def take(self, line: str) -> None:
        try:
            self._waiting.put_nowait(line)
        except queue.Full:
            self._dropped += 1

    def close(self) -> None:
        """Waits briefly for the queued lines to be written."""
        with contextlib.suppress(queue.Full):
            self._waiting.put(None, timeout=_LAST_WORDS)
            self._thread.join(_LAST_WORDS)

    def _run(self) -> None:
        while (line := self._waiting.get()) is not None:
            self._write(line)
            if self._dropped and self._waiting.empty():
                dropped, self._dropped = self._dropped, 0
                lost = f"{dropped} lines are missing here: the output was not read"
                self._write(_json(lost, "parlance") if _is_json() else f"{_painted('parlance')} {lost}")

    @staticmethod
    def _write(line: str) -> None:
        rest = f"{line}\n".encode(errors="backslashreplace")
        with contextlib.suppress(OSError):
            while rest:
                rest = rest[os.write(1, rest) :]


class _Said(logging.Handler):
    """Sends libraries' log records (asyncio's, for example) through `say` instead of stderr."""

    def emit(self, record: logging.LogRecord) -> None:
        say(self.format(record))


class Refusal(Exception):
    """The start cannot continue; the text says what to do about it."""


@cache
def _is_json() -> bool:
    return server.LOG_FORMAT.read() == "json"


def _json(line: str, name: str) -> str:
    """Returns a line as an object; one that is an object already gets the name of its process."""
    if line.startswith('{"time"'):
        return f'{{"process": {json.dumps(name)}, {line[1:]}'
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"process": name, "time": now, "message": line.strip()}, ensure_ascii=False)


def _painted(name: str) -> str:
    prefix = f"{name:<{_NAME_WIDTH}}|"
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return prefix
    return f"\033[{_COLOURS.get(name, '32')}m{prefix}\033[0m"
