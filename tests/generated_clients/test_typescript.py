"""The types that openapi-typescript generates, under openapi-fetch; and what a linter of such documents says."""

import json
import shutil
from pathlib import Path

import pytest

from chatproject.supervisor.plan import PROJECT
from tests.contract.server import Servers
from tests.generated_clients.running import DOCUMENT, run

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

SOURCES = Path(__file__).parent / "typescript"
NODE = str(PROJECT / "scripts/node")


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A folder with the generated types, and a program that uses them."""
    shutil.copytree(SOURCES, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    run(NODE, "npm", "ci", "--no-audit", "--no-fund", folder=tmp_path)
    run(NODE, "npx", "openapi-typescript", str(DOCUMENT), "-o", "schema.d.ts", folder=tmp_path)
    return tmp_path


def test_the_typescript_client_compiles_and_talks_to_a_server(client: Path, servers: Servers) -> None:
    run(NODE, "npx", "tsc", "-p", ".", folder=client)
    assert run(NODE, "node", "built/talk.js", servers.a.url, folder=client) == "heard\n"


def test_redocly_finds_nothing(client: Path) -> None:
    shutil.copy(DOCUMENT, client / "openapi.json")
    said = run(NODE, "npx", "redocly", "lint", "openapi.json", "--format=json", folder=client)
    assert json.loads(said)["totals"] == {"errors": 0, "warnings": 0, "ignored": 0}
