"""Reads presence outside of a web process."""

import logging
import time
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

import redis
from django.conf import settings

from chatproject.contract.objects.presence import Presence
from messaging.presence.board import DEAD_AFTER, active_mark, connected_mark, key, presences

log = logging.getLogger(__name__)


class Seen(NamedTuple):
    """The active users and the connected devices among those requested."""

    active: frozenset[str]
    connected: frozenset[str]


NOBODY = Seen(frozenset(), frozenset())


@cache
def client() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, decode_responses=True)


def presence_of(users: Collection[str], devices: Collection[str]) -> Seen:
    """Returns the marks on the board. A hint: empty while Valkey does not respond."""
    marks = [*map(active_mark, users), *map(connected_mark, devices)]
    if not marks:
        return NOBODY
    try:
        alive: list[str] = client().zrangebyscore(key("processes"), time.time() - DEAD_AFTER, "+inf")  # type: ignore[assignment]
        pipe = client().pipeline(transaction=False)
        for process in alive:
            pipe.smismember(key(f"at:{process}"), marks)
        answers = pipe.execute()
    except redis.RedisError as error:
        log.warning("presence cannot be read: %s", error)
        return NOBODY
    seen = [any(flags) for flags in zip(*answers, strict=True)] if answers else [False] * len(marks)
    here, there = seen[: len(users)], seen[len(users) :]
    return Seen(
        frozenset(user for user, is_here in zip(users, here, strict=True) if is_here),
        frozenset(device for device, is_there in zip(devices, there, strict=True) if is_there),
    )


def presences_of(users: list[str]) -> dict[str, Presence]:
    """Returns which of these users are online, and when the others were last seen. Empty while Valkey is down."""
    if not users:
        return {}
    try:
        alive: list[str] = client().zrangebyscore(key("processes"), time.time() - DEAD_AFTER, "+inf")  # type: ignore[assignment]
        pipe = client().pipeline(transaction=False)
        for process in alive:
            pipe.smismember(key(f"at:{process}"), users)
        pipe.zmscore(key("seen"), users)
        *here, seen = pipe.execute()
    except redis.RedisError as error:
        log.warning("presence is not available: %s", error)
        return {}
    return presences(users, here, seen)
