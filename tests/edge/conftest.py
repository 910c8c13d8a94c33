"""These fixtures serve several folders, and their servers are started once for all of them."""

from collections.abc import AsyncIterator

import pytest

from tests.edge.raw import Raw


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("tests.contract.fixtures")


@pytest.fixture(autouse=True)
async def _nothing_left_open() -> AsyncIterator[None]:
    yield
    await Raw.cut_all()
