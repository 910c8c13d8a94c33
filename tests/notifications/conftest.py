"""Real push services for the tests. Each test starts with nothing received and everything accepted."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.notifications.providers import Providers, providers


@pytest.fixture(scope="session")
def push_services() -> Iterator[Providers]:
    with tempfile.TemporaryDirectory(prefix="push-") as folder, providers(Path(folder)) as started:
        yield started


@pytest.fixture
def german(settings: Any) -> None:
    """A server that offers German, as one does when a language is complete."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]


@pytest.fixture
def push(push_services: Providers, settings: Any) -> Providers:
    """They, and this server's settings made for them."""
    push_services.forget()
    for name, value in push_services.environment.items():
        setattr(settings, name, value.split() if name == "PUSH_HOSTS" else value)
    return push_services
