"""Alice, whose name the payloads show."""

import pytest

from accounts.models import User
from tests.world import person


@pytest.fixture
def alice(db: None) -> User:
    return person("alice", display_name="Alice Liddell")
