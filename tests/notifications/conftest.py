"""Real push services, and the presence board. In each test nothing has been received, and everything is accepted."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from messaging.presence.board import key
from tests.notifications.providers import Providers, providers

Board = Callable[..., None]


@pytest.fixture(scope="session")
def push_services() -> Iterator[Providers]:
    with tempfile.TemporaryDirectory(prefix="push-") as folder, providers(Path(folder)) as started:
        yield started


@pytest.fixture
def german(settings: Any) -> None:
    """A server that offers German, as when a language is complete."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is not tried again until the test makes it due."""
    monkeypatch.setattr("notifications.delivery.recording.backoff", lambda attempts: 30.0)


@pytest.fixture
def push(push_services: Providers, settings: Any) -> Providers:
    """The push services, and the settings for them."""
    push_services.forget()
    for name, value in push_services.environment.items():
        setattr(settings, name, value.split() if name == "PUSH_HOSTS" else value)
    return push_services


@pytest.fixture
def board(valkey: redis.Redis) -> Board:
    """Writes marks to the presence board, as a web process does."""

    def mark(*marks: str) -> None:
        valkey.zadd(key("processes"), {"p1": time.time()})
        valkey.sadd(key("at:p1"), *marks)

    return mark
