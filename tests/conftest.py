"""What every test may rely on."""

from collections.abc import Iterator

import pytest
import redis
from django.conf import settings


@pytest.fixture(scope="session")
def valkey() -> Iterator[redis.Redis]:
    """This worker's own Valkey database."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture(autouse=True)
def _empty_valkey(valkey: redis.Redis) -> Iterator[None]:
    """Limits, presence and caches of one test are not those of the next."""
    yield
    valkey.flushdb()
