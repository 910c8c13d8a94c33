"""Relays events to and from the other processes: one Valkey channel, one subscription, only hints."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import cast

import redis.asyncio as redis
from channels.layers import get_channel_layer
from django.conf import settings

from chatproject import instruments
from chatproject.realtime import Envelope
from chatproject.realtime.bus import CHANNEL, pack, unpack
from chatproject.realtime.layer import EventLayer

log = logging.getLogger(__name__)

#: A Valkey that is frozen or gone delays no one: the reconcilers find events that do not leave in time.
TIMEOUT = 2.0
MAX_BACKLOG = 10_000
MAX_BATCH = 500
#: Seconds between two pings; each must be answered before the next.
HEARTBEAT = 10.0
#: Seconds until the first reconnect, and the age after which a connection counts as stable.
_SOON = 0.1
_STEADY = 10.0


class Relay:
    """Publishes this process's events and passes on those of others. Reconnects whenever Valkey fails."""

    def __init__(
        self,
        origin: str,
        on_events: Callable[[Sequence[Envelope]], None],
        on_reconnect: Callable[[], None],
    ) -> None:
        self._origin = origin
        self._on_events = on_events
        self._on_reconnect = on_reconnect
        self._channel = f"{settings.REDIS_PREFIX}{CHANNEL}"
        self._backlog: deque[Envelope] = deque(maxlen=MAX_BACKLOG)
        self._wake = asyncio.Event()
        self._has_heard = True
        #: A message on its way to Valkey and back, and when it left: one at a time is measured.
        self._flight: tuple[bytes, float] | None = None

    def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Never blocks; the oldest events are dropped if none can leave."""
        self._backlog.extend(envelopes)
        self._wake.set()

    async def relaying(self) -> None:
        """Publishes to the other processes and receives from them, without end."""
        loop, wait = asyncio.get_running_loop(), _SOON
        while True:
            began = loop.time()
            try:
                await self._relay()
            except* (redis.RedisError, OSError, TimeoutError) as failed:
                log.warning("relaying: %r", failed.exceptions[0])
            wait = _SOON if loop.time() - began > _STEADY else wait
            await asyncio.sleep(wait)
            wait = min(wait * 2, TIMEOUT)

    async def _relay(self) -> None:
        layer = cast(EventLayer, get_channel_layer())
        try:
            async with layer.line(self._channel) as ear, layer.line(self._channel) as mouth, asyncio.TaskGroup() as all:
                all.create_task(self._listen(ear))
                all.create_task(self._beat(ear))
                all.create_task(self._publish(mouth))
        finally:
            self._backlog.clear()
            self._flight = None

    async def _publish(self, mouth: redis.Connection) -> None:
        """Sends the backlog; events that arrive during one write share the next.

        Valkey is asked not to reply: reading the reply to a hint costs more than the hint.
        """
        await mouth.send_command("CLIENT", "REPLY", "OFF")
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._backlog:
                batch = [self._backlog.popleft() for _ in range(min(len(self._backlog), MAX_BATCH))]
                message = pack(batch, self._origin)
                self._flight = self._flight or (message, perf_counter())
                packed = mouth.pack_command("PUBLISH", self._channel, message)
                async with asyncio.timeout(TIMEOUT):
                    await mouth.send_packed_command(packed, check_health=False)

    async def _listen(self, ear: redis.Connection) -> None:
        await ear.send_command("SUBSCRIBE", self._channel)
        while True:
            kind, *_, data = await ear.read_response()
            self._has_heard = True
            if kind == b"subscribe":
                self._on_reconnect()  # events published without a subscription are lost: look them up
            elif kind == b"message" and (envelopes := unpack(data, self._origin)):
                self._on_events(envelopes)
            elif self._flight is not None and data == self._flight[0]:
                instruments.relay_seconds().observe(perf_counter() - self._flight[1])
                self._flight = None

    async def _beat(self, ear: redis.Connection) -> None:
        """Detects a Valkey that does not respond."""
        while True:
            self._has_heard = False
            await ear.send_command("PING")
            await asyncio.sleep(HEARTBEAT)
            if not self._has_heard:
                raise TimeoutError("Valkey does not answer")


def connect() -> "redis.Redis":
    """Returns a client whose idle connections stay open: redis-py 8's default socket_timeout would close them."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=None, socket_connect_timeout=TIMEOUT, health_check_interval=15
    )
