"""The web processes of these tests. Started once for each worker, whatever folder asks first."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.contract.database import contract_database
from tests.contract.server import Servers, Services
from tests.contract.valkey import PrivateValkey
from tests.contract.world import World


@pytest.fixture(scope="session")
def services(worker_id: str) -> Iterator[Services]:
    with contract_database(worker_id) as database, PrivateValkey() as valkey:
        yield Services(database, valkey.url)


@pytest.fixture(scope="session")
def shared_servers(services: Services) -> Iterator[Servers]:
    started = Servers.start(services)
    yield started
    started.stop()


@pytest.fixture
def servers(shared_servers: Servers) -> Iterator[Servers]:
    """Two web processes; a test in which one of them failed at something has failed."""
    for each in shared_servers.both:
        each.complaints()
    yield shared_servers
    assert not "".join(each.complaints() for each in shared_servers.both)
    assert all(each.is_alive for each in shared_servers.both)


@pytest.fixture
async def world(servers: Servers) -> AsyncIterator[World]:
    async with World.at(servers.a) as found:
        yield found
