"""Tasks in the event loop that no caller awaits."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Tasks:
    """Keeps its tasks until they are done: the event loop alone would let them be garbage-collected."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
