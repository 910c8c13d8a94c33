"""These fixtures serve three folders, and their servers are started once for all of them."""

import pytest

from tests.contract.client import Person
from tests.contract.sockets import Socket
from tests.contract.world import World

pytest.register_assert_rewrite("tests.realtime.scenes")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("tests.contract.fixtures")


@pytest.fixture
async def alice(world: World) -> Person:
    return await world.person("alice")


@pytest.fixture
async def socket(alice: Person) -> Socket:
    """Alice's socket."""
    return await alice.connect()
