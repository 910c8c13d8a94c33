"""The tasks queued for the worker. In these tests only the test reads the queue."""

from queue import Empty
from typing import Any, NamedTuple

from celery import current_app


class Asked(NamedTuple):
    task: str
    arguments: str
    waits: bool


def asked() -> list[Asked]:
    """Returns the tasks since the last call, in order."""
    found: list[Asked] = []
    with current_app.connection_for_read() as line, line.SimpleQueue("notifications") as queue:
        while True:
            try:
                message = queue.get_nowait()
            except Empty:
                return found
            message.ack()
            found.append(_asked(message.headers))


def _asked(headers: dict[str, Any]) -> Asked:
    return Asked(headers["task"].removeprefix("notifications.tasks."), headers["argsrepr"], headers["eta"] is not None)
