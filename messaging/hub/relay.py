"""Events to and from the other processes: one Valkey channel, one subscription, hints only."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import redis.asyncio as redis
from django.conf import settings

from chatproject.lib.realtime import Envelope
from chatproject.lib.realtime.bus import CHANNEL, pack, unpack

log = logging.getLogger(__name__)

#: A Valkey that is frozen or gone holds up nobody: what does not leave in time is found by the reconcilers.
TIMEOUT = 2.0
MAX_BACKLOG = 10_000
MAX_BATCH = 500


class Relay:
    """Publishes what this process did and hands over what others did. Survives Valkey's death by trying again."""

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

    async def publishing(self) -> None:
        """Send the backlog on, what has gathered during one PUBLISH in the next."""
        client = connect()
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._backlog:
                batch = [self._backlog.popleft() for _ in range(min(len(self._backlog), MAX_BATCH))]
                try:
                    async with asyncio.timeout(TIMEOUT):
                        await client.publish(self._channel, pack(batch, self._origin))
                except (redis.RedisError, OSError, TimeoutError) as error:
                    log.warning("could not relay %d events: %r", len(batch), error)

    def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Never blocks; the oldest give way when nothing leaves."""
        self._backlog.extend(envelopes)
        self._wake.set()

    async def listening(self) -> None:
        """Hear the others for ever."""
        await _for_ever(self._listen, "listening")

    async def _listen(self) -> None:
        async with connect().pubsub(ignore_subscribe_messages=True) as subscription:
            await subscription.subscribe(self._channel)
            # Whatever was told while nobody listened is gone; look it up.
            self._on_reconnect()
            while True:
                # redis-py 8 gives an idle receive five seconds: an own time-out, and a ping to notice a dead peer.
                message = await subscription.get_message(timeout=None)
                if message is not None:
                    self._take(message["data"])

    def _take(self, data: bytes) -> None:
        if envelopes := unpack(data, self._origin):
            self._on_events(envelopes)


def connect() -> "redis.Redis":
    """A client whose idle connections stay open. Source of the trap: redis-py 8's default socket_timeout."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=None, socket_connect_timeout=TIMEOUT, health_check_interval=15
    )


async def _for_ever(work: Callable[[], Awaitable[None]], name: str) -> None:
    wait = 0.1
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await work()
        except (redis.RedisError, OSError, TimeoutError) as error:
            log.warning("%s: %r", name, error)
        if asyncio.get_running_loop().time() - began > 10:
            wait = 0.1
        await asyncio.sleep(wait)
        wait = min(wait * 2, 2.0)
