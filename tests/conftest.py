"""Fixtures and settings for every test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings

from accounts.models import User
from accounts.staff import standing
from chatproject.traces import ids
from conversations.models import Conversation
from tests.conversations.world import group
from tests.world import person


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Starts tests that mostly wait first: others use the processor during the wait, and no wait is left over."""
    items.sort(key=lambda item: item.get_closest_marker("waits") is None)


@pytest.fixture
def root(db: None) -> User:
    """A superuser."""
    user = person("root")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def alice(db: None) -> User:
    return person("alice")


@pytest.fixture
def bob(db: None) -> User:
    return person("bob")


@pytest.fixture
def carol(db: None) -> User:
    return person("carol")


@pytest.fixture
def mallory(db: None) -> User:
    return person("mallory")


@pytest.fixture
def garden(alice: User, bob: User) -> Conversation:
    """A group of Alice's, with Bob."""
    return group(alice, bob)


@pytest.fixture(scope="session")
def valkey() -> Iterator[redis.Redis]:
    """This worker's own Valkey database."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture(autouse=True)
def _media_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Files of one test are not those of the next, and none of anyone's."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _server_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    """How the server stands is asked when a test says that it changed, and not because time passed."""
    monkeypatch.setattr(standing, "STALE_AFTER", float("inf"))
    monkeypatch.setattr(standing, "_known", standing.Standing())


@pytest.fixture(autouse=True)
def _no_trace() -> None:
    """The log names the trace under way, and that of the test before would be it."""
    ids._current.set("")


@pytest.fixture(autouse=True)
def _empty_valkey(valkey: redis.Redis) -> Iterator[None]:
    """Limits, presence and caches of one test are not those of the next."""
    yield
    valkey.flushdb()
