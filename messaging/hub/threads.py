"""Where blocking work runs, so that the event loop never waits for the database."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
READERS = 4


def in_order(name: str) -> ThreadPoolExecutor:
    """One thread that keeps its database connection: for the batching writers, which never pause."""
    return ThreadPoolExecutor(1, thread_name_prefix=name)


def keeping(operation: Callable[[Any], T]) -> Callable[[Any], T]:
    """An operation for such a thread: a connection that failed is given up, so that the next batch opens another."""

    def work(items: Any) -> T:
        connection.ensure_connection()
        try:
            return operation(items)
        finally:
            if connection.errors_occurred and not connection.in_atomic_block:
                connection.close()
                connection.errors_occurred = False

    return work


class Readers:
    """A few threads for everything else; each call borrows a pooled connection and gives it back."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    async def __call__(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, _borrowing, work, arguments)

    def shutdown(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)


def _borrowing(work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    try:
        return work(*arguments)
    finally:
        connection.close()
