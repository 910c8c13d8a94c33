from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.models import User
from chatproject.realtime import Envelope
from chatproject.realtime.bus import bus
from tests.conversations.asking import chooses


@pytest.fixture
def limit(settings: Any) -> Callable[[str, int], None]:
    """Set one of settings.LIMITS for this test."""

    def set_limit(name: str, value: int) -> None:
        settings.LIMITS = {**settings.LIMITS, name: value}

    return set_limit


@pytest.fixture
def published() -> Iterator[list[Envelope]]:
    """The published events, for tests whose transactions are real."""
    envelopes: list[Envelope] = []
    bus.connect(envelopes.extend)
    yield envelopes
    bus.connect(None)


@pytest.fixture
def shy(bob: User) -> User:
    """Bob, who is asked first by users without a conversation in common."""
    return chooses(bob, "shared")
