"""Threads for blocking work, so that the event loop never waits for the database."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from chatproject.database.connections import kept_connection
from chatproject.traces import ids, spans

T = TypeVar("T")
#: Runs blocking work in a thread with a database connection.
InThread = Callable[..., Awaitable[Any]]
#: The work is limited by Python itself: more threads would only wait for each other, each with a connection.
READERS = 3


def in_order(name: str) -> ThreadPoolExecutor:
    """Returns one thread that keeps its database connection: for batches, which arrive without a pause."""
    return ThreadPoolExecutor(1, thread_name_prefix=name)


def keeping(operation: Callable[[Any], T]) -> Callable[[Any], T]:
    """Wraps an operation for a thread that keeps its connection."""
    operation = spans.batched(operation)

    def work(items: Any) -> T:
        with kept_connection():
            return operation(items)

    return work


class Readers:
    """A few threads for everything else; they keep their connections too."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    async def __call__(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, _kept, ids.carried(), work, arguments)

    def shutdown(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)


def _kept(trace: str, work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    ids.follow(trace)
    with kept_connection():
        return work(*arguments)
