"""Events between processes: one Valkey pub/sub channel, one PUBLISH for a committed batch."""

import logging
import time
from collections.abc import Callable, Sequence

import msgspec
import redis
from django.conf import settings

from chatproject.lib.realtime.envelope import Envelope

log = logging.getLogger(__name__)
CHANNEL = "events"
_MUTE_AFTER_FAILURE = 1.0


class Batch(msgspec.Struct, array_like=True, frozen=True):
    """What one PUBLISH carries. `origin` is the process that has delivered it to its own sockets already."""

    origin: str
    envelopes: Sequence[Envelope]


pack = msgspec.msgpack.Encoder().encode
unpack = msgspec.msgpack.Decoder(Batch).decode


class Bus:
    """Hands batches to this process's hub where it has one, else publishes them itself."""

    def __init__(self) -> None:
        self._sink: Callable[[Sequence[Envelope]], None] | None = None
        self._client: redis.Redis | None = None
        self._muted_until = 0.0

    def connect(self, sink: Callable[[Sequence[Envelope]], None] | None) -> None:
        """A web process names its hub here; it then publishes for the process without blocking anybody."""
        self._sink = sink

    def send(self, envelopes: Sequence[Envelope]) -> None:
        if self._sink is not None:
            self._sink(envelopes)
        else:
            self._publish(envelopes)

    def _publish(self, envelopes: Sequence[Envelope]) -> None:
        if time.monotonic() < self._muted_until:
            return
        if self._client is None:
            self._client = redis.Redis.from_url(
                settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, health_check_interval=30
            )
        try:
            self._client.publish(f"{settings.REDIS_PREFIX}{CHANNEL}", pack(Batch("", envelopes)))
        except redis.RedisError as error:
            # The write is committed; only the hint is lost, and hubs heal from the database.
            self._muted_until = time.monotonic() + _MUTE_AFTER_FAILURE
            log.warning("could not publish %d events: %s", len(envelopes), error)


bus = Bus()
