import pytest

from accounts.models import User
from tests.world import person


@pytest.fixture
def alice(db: None) -> User:
    return person("alice")
