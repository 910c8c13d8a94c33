"""Events between processes: one Valkey pub/sub channel, one PUBLISH for a committed batch."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import msgspec
import redis
from django.conf import settings

from chatproject.realtime.envelope import Envelope

log = logging.getLogger(__name__)
CHANNEL = "events"
_MUTE_AFTER_FAILURE = 1.0


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Envelope]).decode
_NOBODY = "0" * 32


def pack(envelopes: Sequence[Envelope], origin: str = _NOBODY) -> bytes:
    """Encodes one PUBLISH. `origin` is the process (32 digits) that has already delivered to its own sockets."""
    return origin.encode() + _encode(envelopes)


def unpack(data: bytes, own: str) -> Sequence[Envelope]:
    """Returns the events of another process. For this process's own it returns none, without decoding them."""
    return () if data.startswith(own.encode()) else _decode(memoryview(data)[len(_NOBODY) :])


class Bus:
    """Passes batches to this process's hub if it has one, otherwise publishes them itself."""

    def __init__(self) -> None:
        self._sink: Callable[[Sequence[Envelope]], None] | None = None
        self._client: redis.Redis | None = None
        self._muted_until = 0.0
        self._held = threading.local()

    @contextmanager
    def held(self, envelopes: list[Envelope]) -> Iterator[None]:
        """Collects what this thread sends within the block in the caller's list, for the caller to publish."""
        self._held.envelopes = envelopes
        try:
            yield
        finally:
            del self._held.envelopes

    def connect(self, sink: Callable[[Sequence[Envelope]], None] | None) -> None:
        """Registers the hub of a web process, which then publishes for the process without blocking."""
        self._sink = sink

    def send(self, envelopes: Sequence[Envelope]) -> None:
        held: list[Envelope] | None = getattr(self._held, "envelopes", None)
        if held is not None:
            held.extend(envelopes)
        elif self._sink is not None:
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
            self._client.publish(f"{settings.REDIS_PREFIX}{CHANNEL}", pack(envelopes))
        except redis.RedisError as error:
            # The write is committed; only the hint is lost, and hubs repair that from the database.
            self._muted_until = time.monotonic() + _MUTE_AFTER_FAILURE
            log.warning("could not publish %d events: %s", len(envelopes), error)


bus = Bus()
