"""Many callers' work in one transaction, without a timer: items queued while one batch commits form the next.

Events and outcomes of a batch return to the loop together, so that a sender's reply and messages that others sent at
the same time leave in one frame.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

from chatproject import instruments
from chatproject.contract.errors import DomainError, Unavailable
from chatproject.realtime import Envelope
from chatproject.realtime.bus import bus

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

MAX_BATCH = 256
MAX_WAITING = 20_000


class Batcher(Generic[Item, Outcome]):
    """Passes batches to an operation. One batch is under way at a time; a single item is processed at once."""

    def __init__(
        self,
        operation: Callable[[Sequence[Item]], Sequence[Outcome | DomainError]],
        executor: Executor,
        publish: Callable[[Sequence[Envelope]], None],
        name: str,
    ) -> None:
        self._sizes = instruments.batch_size.labels(name)
        self._operation = operation
        self._executor = executor
        self._publish = publish
        self._waiting: deque[tuple[Item, asyncio.Future[Outcome]]] = deque()
        self._runner: asyncio.Task[None] | None = None

    def submit(self, item: Item) -> "asyncio.Future[Outcome]":
        """Returns the future outcome; it is set after the commit. If the queue is full, it is Unavailable at once."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        if len(self._waiting) >= MAX_WAITING:
            future.set_exception(Unavailable(retry_after_ms=1000))
            return future
        self._waiting.append((item, future))
        if self._runner is None:
            self._runner = loop.create_task(self._run())
        return future

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MAX_BATCH))]
                self._sizes.observe(len(batch))
                outcomes: Sequence[Outcome | BaseException]
                envelopes: list[Envelope] = []
                try:
                    outcomes = await loop.run_in_executor(self._executor, self._work, [i for i, _ in batch], envelopes)
                except Exception as error:
                    outcomes = [error] * len(batch)
                for (_, future), outcome in zip(batch, outcomes, strict=True):
                    _settle(future, outcome)
                # Callers that wait for an outcome run before the frames of these events are flushed.
                self._publish(envelopes)
        finally:
            self._runner = None

    def _work(self, items: Sequence[Item], envelopes: list[Envelope]) -> Sequence[Outcome | DomainError]:
        """Publishes what was committed before an operation failed, all the same."""
        with bus.held(envelopes):
            return self._operation(items)


def _settle(future: "asyncio.Future[Outcome]", outcome: Outcome | BaseException) -> None:
    if future.done():
        return
    if isinstance(outcome, BaseException):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
