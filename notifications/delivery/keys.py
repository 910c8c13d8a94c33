"""Whether push services accept this server's keys. Valkey stores what they said last, for /health and the alerts."""

import logging
import time
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, NamedTuple

from django.core.cache import cache
from redis.exceptions import RedisError

from notifications.delivery.channels.outcome import Accepted, Later, Refused
from notifications.delivery.outgoing import Outgoing

log = logging.getLogger(__name__)

#: Refusals that are no accident. One browser that registered with another key is refused alone.
MOST_REFUSALS = 3
#: Seconds between two notes of one process that a service accepts the key.
_NOTED_EVERY = 10.0
_noted: dict[str, float] = {}


class Refusal(NamedTuple):
    """`by` are digests of the devices, or of the attempts, that were refused since a notification was accepted."""

    by: frozenset[bytes]
    detail: str

    @property
    def is_certain(self) -> bool:
        return len(self.by) >= MOST_REFUSALS


def note(outcomes: Iterable[tuple[Outgoing, Any]]) -> None:
    """Notes what the results of sends say of our keys."""
    for due, outcome in outcomes:
        try:
            if isinstance(outcome, Accepted):
                _accept(due.channel)
            elif isinstance(outcome, Later | Refused) and outcome.of_server:
                _refuse(due, outcome.detail)
        except RedisError as error:
            log.warning("cannot note whether a key is accepted: %s", error)


def refusal(channel: str) -> Refusal | None:
    found: Refusal | None = cache.get(_key(channel))
    return found


def _accept(channel: str) -> None:
    if time.monotonic() - _noted.get(channel, -_NOTED_EVERY) >= _NOTED_EVERY:
        _noted[channel] = time.monotonic()
        cache.delete(_key(channel))


def _refuse(due: Outgoing, detail: str) -> None:
    _noted.pop(due.channel, None)
    before = refusal(due.channel)
    by = before.by if before else frozenset[bytes]()
    if len(by) < MOST_REFUSALS:
        who = f"{due.registration}" if due.channel == "webpush" else f"{due.id}:{due.attempts}"
        by |= {blake2b(who.encode(), digest_size=8).digest()}
    cache.set(_key(due.channel), Refusal(by, detail[:200]), timeout=None)


def _key(channel: str) -> str:
    return f"push-key:{channel}"
