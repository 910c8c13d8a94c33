"""Many callers' work in one transaction, without a timer: what queues while one batch commits is the next.

Events and outcomes of a batch come back to the loop together, so that a sender's reply and what others said
meanwhile leave in one frame.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

from chatproject.contract.errors import DomainError, Unavailable
from chatproject.realtime import Envelope
from chatproject.realtime.bus import bus

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

MAX_BATCH = 256
MAX_WAITING = 20_000


class Batcher(Generic[Item, Outcome]):
    """Feeds an operation that takes many. One batch is under way at a time; a lone item goes at once."""

    def __init__(
        self,
        operation: Callable[[Sequence[Item]], Sequence[Outcome | DomainError]],
        executor: Executor,
        publish: Callable[[Sequence[Envelope]], None],
    ) -> None:
        self._operation = operation
        self._executor = executor
        self._publish = publish
        self._waiting: deque[tuple[Item, asyncio.Future[Outcome]]] = deque()
        self._runner: asyncio.Task[None] | None = None

    def submit(self, item: Item) -> "asyncio.Future[Outcome]":
        """The outcome to come; it is set after the commit. Over the bound it is Unavailable at once."""
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
        """What was committed before an operation failed is told all the same."""
        with bus.held(envelopes):
            return self._operation(items)


def _settle(future: "asyncio.Future[Outcome]", outcome: Outcome | BaseException) -> None:
    if future.done():
        return
    if isinstance(outcome, BaseException):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
