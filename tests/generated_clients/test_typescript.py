"""The types that openapi-typescript generates, used by openapi-fetch, and linters of the documents."""

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


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated types, and a program that uses them."""
    folder = tmp_path_factory.mktemp("typescript")
    shutil.copytree(SOURCES, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    run(NODE, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", folder=folder)
    run(NODE, "npx", "openapi-typescript", str(DOCUMENT), "-o", "schema.d.ts", folder=folder)
    return folder


def test_the_typescript_client_compiles_and_talks_to_a_server(client: Path, servers: Servers) -> None:
    run(NODE, "npx", "tsc", "-p", ".", folder=client)
    assert run(NODE, "node", "built/talk.js", servers.a.url, folder=client) == "heard\n"


def test_redocly_finds_nothing(client: Path) -> None:
    shutil.copy(DOCUMENT, client / "openapi.json")
    # The one that .redocly.lint-ignore.yaml names: a call that answers with a redirect has no 2xx.
    said = run(NODE, "npx", "redocly", "lint", "openapi.json", "--format=json", folder=client)
    assert json.loads(said)["totals"] == {"errors": 0, "warnings": 0, "ignored": 1}


@pytest.mark.parametrize("name", ["openapi", "asyncapi"])
def test_spectral_finds_nothing(client: Path, name: str) -> None:
    """With all rules of spectral:oas and spectral:asyncapi; a hint fails as an error does."""
    document = str(DOCUMENT.with_name(f"{name}.json"))
    run(NODE, "npx", "spectral", "lint", "--fail-severity=hint", document, folder=client)
