"""The requests to push services of one run, limited for each origin so that a slow one delays no other."""

import asyncio
import logging
import time
from collections import Counter
from types import TracebackType
from typing import Protocol, Self

from chatproject.traces import ids, spans
from notifications.delivery.channels.apns import Apns
from notifications.delivery.channels.fcm import Fcm
from notifications.delivery.channels.http import Unanswered
from notifications.delivery.channels.outcome import Broken, Later, Outcome, Untried
from notifications.delivery.channels.webpush import WebPush
from notifications.delivery.outgoing import Outgoing
from notifications.delivery.payloads import Payload, payload_of
from notifications.delivery.vapid import Signer

log = logging.getLogger(__name__)
pushes = logging.getLogger("parlance.pushes")

#: Simultaneous requests to one origin.
IN_FLIGHT = 16
#: Notifications held for one origin, in flight or waiting for a free connection.
MOST_OF_ONE = 64
#: Notifications held for all origins together.
MOST_HELD = 512
#: Seconds after which the facts about a waiting notification may be out of date.
_STALE = 0.7


class Channel(Protocol):
    async def send(self, due: Outgoing, payload: Payload) -> Outcome: ...


class Sending:
    """The sends of one run. Its coroutines run only during `progress`; at other times the caller alone uses the
    database.
    """

    def __init__(self, runner: asyncio.Runner, signer: Signer) -> None:
        self._runner = runner
        self._channels: dict[str, Channel] = {"webpush": WebPush(signer), "fcm": Fcm(), "apns": Apns()}
        self._lines: dict[str, asyncio.Semaphore] = {}
        self._held: Counter[str] = Counter()
        #: Notifications whose result has not been returned yet.
        self.held = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._outcomes: list[tuple[Outgoing, Outcome]] = []
        self._wanted = 0
        self._enough = asyncio.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._runner.run(self._close())

    @property
    def room(self) -> int:
        """How many more notifications may be added."""
        return MOST_HELD - self.held

    @property
    def full(self) -> list[str]:
        """The origins that accept no more notifications at the moment."""
        return [origin for origin, held in self._held.items() if held >= MOST_OF_ONE]

    def start(self, due: Outgoing) -> None:
        self.held += 1
        self._held[due.origin] += 1
        task = self._runner.get_loop().create_task(self._send(due))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def progress(self, *, enough: int, seconds: float) -> list[tuple[Outgoing, Outcome]]:
        """Returns the results: as soon as there are `enough`, or those there are after `seconds`."""
        return self._runner.run(self._progress(min(enough, self.held), seconds))

    async def _progress(self, enough: int, seconds: float) -> list[tuple[Outgoing, Outcome]]:
        if len(self._outcomes) < enough:
            self._wanted = enough
            self._enough.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._enough.wait()
            except TimeoutError:
                pass
        found, self._outcomes = self._outcomes, []
        self.held -= len(found)
        return found

    async def _send(self, due: Outgoing) -> None:
        held_since = time.monotonic()
        origin = due.origin
        ids.follow(due.trace)
        try:
            async with self._lines.setdefault(origin, asyncio.Semaphore(IN_FLIGHT)):
                is_stale = time.monotonic() > held_since + _STALE
                outcome = Untried() if is_stale else await self._ask(due)
        except Unanswered as error:
            outcome = Later(None, str(error))
        except Exception as error:  # a failing send must not stop the others
            log.exception("notification %s could not be sent", due.id)
            outcome = Broken(f"{type(error).__name__}: {error}")
        pushes.info("notification %s by %s: %s", due.id, due.channel, type(outcome).__name__)
        self._held[origin] -= 1
        self._outcomes.append((due, outcome))
        if len(self._outcomes) >= self._wanted:
            self._enough.set()

    async def _ask(self, due: Outgoing) -> Outcome:
        with spans.span(f"push {due.channel}", [due.trace], kind="client"):
            return await self._channels[due.channel].send(due, payload_of(due))

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
