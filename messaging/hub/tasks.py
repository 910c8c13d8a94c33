"""Tasks in the event loop that no caller awaits."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from django.db import InterfaceError, OperationalError

log = logging.getLogger(__name__)


class Tasks:
    """Keeps its tasks until they are done: the event loop alone would let them be garbage-collected."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


async def supervised(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs work that never ends; logs a fault and continues."""
    name = getattr(work, "__qualname__", work)
    while True:
        try:
            await work()
        except (OperationalError, InterfaceError) as error:
            log.warning("the database does not answer %s; it starts again: %s", name, error)
        except Exception:
            log.exception("%s failed; it starts again", name)
        await asyncio.sleep(1)
