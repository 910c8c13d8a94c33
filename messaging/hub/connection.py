"""One open socket."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from messaging.hub.frames import Fragment, Frame, frame_of
from messaging.hub.pacing import Pacer

log = logging.getLogger(__name__)

Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]
#: Takes a frame's bytes at once, or returns False: the server's own function, faster than ASGI's, if it has one.
Write = Callable[[bytes], bool]

#: Frames, and characters in them, that may wait for a slow reader before the server closes: the client then syncs.
MAX_QUEUED = 256
MAX_QUEUED_SIZE = 2 * 1024 * 1024
TOO_SLOW = 1013
#: Seconds after which a peer that does not read the close frame is disconnected.
PATIENCE = 10


class Connection:
    """Frames for one reader, sent as fast as they read.

    Events that are ready together share one frame; the pacer decides when it leaves. While the reader is slow, frames
    wait in a bounded queue, and droppable ones are not queued at all. Over the bound it closes with 1013.
    """

    def __init__(
        self,
        send: Send,
        *,
        user: UUID,
        device: UUID,
        session: str,
        pacer: Pacer,
        write: Write | None = None,
        abort: Callable[[], None] | None = None,
        deflates: bool = False,
    ) -> None:
        self.user = str(user)
        self.device = str(device)
        self.session = session
        #: Conversations followed, each with the last seq hidden from this member while history is `joined`.
        self.floors: dict[str, int] = {}
        #: The rev from which on it follows each conversation.
        self.since: dict[str, int] = {}
        self.watched: frozenset[str] = frozenset()
        #: Whether the user is active on the device; assumed until the client reports otherwise.
        self.is_active = True
        #: Conversations left while the first memberships are being read.
        self.left_meanwhile: set[str] | None = set()
        self.is_closed = False
        self._send = send
        self._pacer = pacer
        self._write = write
        self._abort = abort
        self._deflates = deflates
        self._loop = asyncio.get_running_loop()
        self._ready: list[Fragment] = []
        self._is_corked = True
        self._is_enlisted = False
        self._is_urgent = False
        self._queue: list[dict[str, Any]] = []  # an empty deque would take 760 bytes
        self._queued_size = 0
        self._draining: asyncio.Task[None] | None = None

    @property
    def is_slow(self) -> bool:
        return self._draining is not None

    def push(self, fragment: Fragment, *, droppable: bool = False) -> None:
        """Adds an event for the reader; never waits."""
        if self.is_closed or (droppable and self.is_slow):
            return
        self._ready.append(fragment)
        if not self._is_enlisted and not self._is_corked:
            self._is_enlisted = True
            self._pacer.enlist(self)

    def answer(self, fragment: Fragment) -> None:
        """Sends a reply that the reader waits for: it leaves in this turn of the loop, with everything that
        is ready.
        """
        if self.is_closed:
            return
        self._ready.append(fragment)
        if not self._is_urgent and not self._is_corked:
            self._is_urgent = True
            self._loop.call_soon(self._flush_now)

    def uncork(self, first: Fragment) -> None:
        """Releases the frames, with `first` before all that waited."""
        self._ready.insert(0, first)
        self._is_corked = False
        self._flush_now()

    def close(self, code: int, reason: str = "") -> None:
        """Closes the connection: after the queued frames, or instead of them if there are too many."""
        if code == TOO_SLOW:
            self._queue.clear()
        else:
            self._flush_now()
        if self.is_closed:
            return
        self.is_closed = True
        self._give({"type": "websocket.close", "code": code, "reason": reason})
        if self._abort is not None:
            self._loop.call_later(PATIENCE, self._abort)

    def drop(self) -> None:
        """The peer is gone: stops sending."""
        self.is_closed = True
        self._ready.clear()
        self._queue.clear()
        if self._draining is not None:
            self._draining.cancel()

    def flush(self, frames: dict[tuple[Fragment, ...], Frame]) -> None:
        """Writes what is ready; the pacer calls it. `frames` are those already encoded for others in this turn."""
        self._is_enlisted = False
        self._flush(frames)

    def _flush_now(self) -> None:
        self._is_urgent = False
        self._flush({})

    def _flush(self, frames: dict[tuple[Fragment, ...], Frame]) -> None:
        if self.is_closed or not self._ready:
            return
        ready = tuple(self._ready)
        self._ready.clear()
        frame = frames.get(ready)
        if frame is None:
            frame = frames[ready] = frame_of(ready)
        write = self._write if self._draining is None else None
        if write is not None and write(frame.deflated if self._deflates else frame.wire):
            return
        self._give(frame.message)

    def _give(self, message: dict[str, Any]) -> None:
        """Drives the server's send by hand: it finishes at once unless the socket's buffer is full."""
        if self._draining is not None:
            self._enqueue(message)
            return
        sending = self._send(message)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception as error:  # the transport is gone; the reading side notices
            log.debug("send failed: %r", error)
            return
        self._draining = self._loop.create_task(self._drain(sending, waits_for))

    def _enqueue(self, message: dict[str, Any]) -> None:
        self._queue.append(message)
        self._queued_size += len(message.get("text", ""))
        if self.is_closed:
            return
        if len(self._queue) > MAX_QUEUED or self._queued_size > MAX_QUEUED_SIZE:
            self.close(TOO_SLOW)

    async def _drain(self, sending: Coroutine[Any, Any, None], waits_for: Any) -> None:
        try:
            await _finish(sending, waits_for)
            while self._queue:
                message = self._queue.pop(0)
                self._queued_size -= len(message.get("text", ""))
                await self._send(message)
        except Exception as error:
            log.debug("send failed: %r", error)
            self._queue.clear()
        finally:
            self._draining = None
            self._queued_size = 0


async def _finish(coroutine: Coroutine[Any, Any, None], waits_for: Any) -> None:
    """Continues a coroutine that was started by hand and waits for a future."""
    while True:
        if waits_for is None:
            await asyncio.sleep(0)
        else:
            waits_for._asyncio_future_blocking = False
            await asyncio.wait([waits_for])
        try:
            waits_for = coroutine.send(None)
        except StopIteration:
            return
