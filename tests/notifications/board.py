"""The board of presence, as a living web process would mark it."""

import time
from collections.abc import Callable

import pytest
import redis

from messaging.hub.presence import key

Board = Callable[..., None]


@pytest.fixture
def board(valkey: redis.Redis) -> Board:
    """Puts marks on it."""

    def mark(*marks: str) -> None:
        valkey.zadd(key("processes"), {"p1": time.time()})
        valkey.sadd(key("at:p1"), *marks)

    return mark
