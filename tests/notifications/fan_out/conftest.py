"""A group in which Alice sends messages, and a channel."""

import pytest

from accounts.models import User
from conversations.models import Conversation
from tests.conversations.world import group
from tests.notifications.telling import device


@pytest.fixture
def garden(alice: User, bob: User, carol: User) -> Conversation:
    """Alice sends; bob has a device, carol has none."""
    device(bob)
    return group(alice, bob, carol)


@pytest.fixture
def square(alice: User, bob: User, carol: User) -> Conversation:
    """A channel, which by default notifies only mentioned members."""
    device(bob)
    device(carol)
    return group(alice, bob, carol, kind="channel", title="Square")
