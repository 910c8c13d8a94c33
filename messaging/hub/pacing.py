"""When what is ready leaves: at once while there is little to say, in fewer and fuller frames while there is much."""

import asyncio
from time import perf_counter
from typing import Protocol

from messaging.hub.frames import Fragment, Frame

#: A rest is so many times as long as the writing was, nearly all of which is the kernel's: writing takes at most a
#: fifth of the loop's time, and what is committed meanwhile shares the next frame. At 8 µs a write 5 readers are done
#: with in a fifth of a millisecond and 500 hear fifty times a second; where a write takes longer, less often.
REST_FACTOR = 4
#: In seconds, for each frame and in all: the writing may have been interrupted.
LONGEST_REST_OF_ONE = 100e-6
LONGEST_REST = 0.05


class Flushable(Protocol):
    """A connection, as the pacer knows it."""

    def flush(self, frames: dict[tuple[Fragment, ...], Frame]) -> None: ...


class Pacer:
    """Flushes connections together; those that get the same get the same frame, encoded once."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: list[Flushable] = []
        self._rests_until = 0.0

    def enlist(self, connection: Flushable) -> None:
        """Have a connection flushed, once, when the others are."""
        if not self._waiting:
            if self._loop.time() < self._rests_until:
                self._loop.call_at(self._rests_until, self._flush)
            else:
                self._loop.call_soon(self._flush)
        self._waiting.append(connection)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        began = perf_counter()  # the loop's own clock counts milliseconds
        frames: dict[tuple[Fragment, ...], Frame] = {}
        for connection in waiting:
            connection.flush(frames)
        rest = min(REST_FACTOR * (perf_counter() - began), len(waiting) * LONGEST_REST_OF_ONE, LONGEST_REST)
        self._rests_until = self._loop.time() + rest
