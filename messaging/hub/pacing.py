"""Decides when frames leave: at once under little load, in fewer and fuller frames under high load."""

import asyncio
from time import perf_counter
from typing import Protocol

from messaging.hub.frames import Fragment, Frame

#: A rest is this many times as long as the writing was, which is nearly all the kernel's: writing takes at most a fifth
#: of the loop's time, and events committed during the rest share the next frame. At 8 µs per write, 5 readers are done
#: in a fifth of a millisecond and 500 receive fifty frames a second; if a write takes longer, less often.
REST_FACTOR = 4
#: Limits in seconds, per frame and in total: the writing may have been interrupted.
LONGEST_REST_OF_ONE = 100e-6
LONGEST_REST = 0.05


class Flushable(Protocol):
    """The pacer's view of a connection."""

    def flush(self, frames: dict[tuple[Fragment, ...], Frame]) -> None: ...


class Pacer:
    """Flushes connections together; those with the same events get the same frame, encoded once."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: list[Flushable] = []
        self._rests_until = 0.0

    def enlist(self, connection: Flushable) -> None:
        """Schedules one flush of a connection, together with the others."""
        if not self._waiting:
            if self._loop.time() < self._rests_until:
                self._loop.call_at(self._rests_until, self._flush)
            else:
                self._loop.call_soon(self._flush)
        self._waiting.append(connection)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        began = perf_counter()  # the loop's own clock counts in milliseconds
        frames: dict[tuple[Fragment, ...], Frame] = {}
        for connection in waiting:
            connection.flush(frames)
        rest = min(REST_FACTOR * (perf_counter() - began), len(waiting) * LONGEST_REST_OF_ONE, LONGEST_REST)
        self._rests_until = self._loop.time() + rest
