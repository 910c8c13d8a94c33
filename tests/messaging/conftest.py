"""These fixtures serve three folders, and their servers are started once for all of them."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("tests.contract.fixtures")
