"""The client that openapi-python-client generates."""

import sys
from pathlib import Path

import pytest

from tests.contract.server import Servers
from tests.generated_clients.running import DOCUMENT, run

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

SOURCES = Path(__file__).parent / "python"
GENERATE = (sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning")


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A folder with the generated client, and a program that uses it."""
    given = ("--config", str(SOURCES / "config.yml"), "--path", str(DOCUMENT))
    run(*GENERATE, *given, "--output-path", "parlance_client", folder=tmp_path)
    (tmp_path / "talk.py").write_text((SOURCES / "talk.txt").read_text())
    return tmp_path


def test_the_python_client_has_correct_types_and_talks_to_a_server(client: Path, servers: Servers) -> None:
    run(sys.executable, "-m", "mypy", "--config-file", "", "talk.py", "parlance_client", folder=client)
    assert run(sys.executable, "talk.py", servers.a.url, folder=client) == "heard\n"
