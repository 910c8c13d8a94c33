"""A server that emails digests, and Bob, who receives them."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from tests.notifications.smtp import Postbox, smtp_server
from tests.notifications.telling import prefer, verify_email
from tests.world import person


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with smtp_server() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        settings.SITE_URL = "https://chat.example.org"
        yield found


@pytest.fixture
def alice() -> User:
    return person("alice", display_name="Alice Liddell")


@pytest.fixture
def bob() -> User:
    """Bob, who gets digests after five minutes, with full previews."""
    user = person("bob", display_name="Bob")
    verify_email(user)
    prefer(user, email_after=5, privacy="full", notify_channels="mentions")
    return user
