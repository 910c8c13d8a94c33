"""Reads presence outside of a web process."""

import logging
import time
from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

import redis
from django.conf import settings

from chatproject.contract.objects.presence import Presence
from messaging.presence.board import DEAD_AFTER, active_mark, connected_mark, key, presences

log = logging.getLogger(__name__)


class Seen(NamedTuple):
    """The active users and the connected devices among those requested."""

    active: frozenset[str]
    connected: frozenset[str]


@cache
def client() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, decode_responses=True)


def presence_of(users: Collection[str], devices: Collection[str]) -> Seen:
    """Returns the marks on the board. A hint: empty while Valkey does not respond."""
    marks = [*map(active_mark, users), *map(connected_mark, devices)]
    seen = {mark for flags in _ask(marks) for mark, is_there in zip(marks, flags, strict=True) if is_there}
    return Seen(
        frozenset(user for user in users if active_mark(user) in seen),
        frozenset(device for device in devices if connected_mark(device) in seen),
    )


def presences_of(users: list[str]) -> dict[str, Presence]:
    """Returns which of these users are online, and when the others were last seen. Empty while Valkey is down."""
    if not (answers := _ask(users, last_seen=True)):
        return {}
    *here, seen = answers
    return presences(users, here, seen)


def _ask(names: list[str], *, last_seen: bool = False) -> list[Any]:
    """Returns for each live process which of these names it has, then when each was last seen; [] without Valkey."""
    if not names:
        return []
    try:
        alive: list[str] = client().zrangebyscore(key("processes"), time.time() - DEAD_AFTER, "+inf")  # type: ignore[assignment]
        pipe = client().pipeline(transaction=False)
        for process in alive:
            pipe.smismember(key(f"at:{process}"), names)
        if last_seen:
            pipe.zmscore(key("seen"), names)
        return pipe.execute()
    except redis.RedisError as error:
        log.warning("presence cannot be read: %s", error)
        return []
