"""The clients that OpenAPI Generator makes in Swift and Kotlin: every field, optional and operation, by their text.

Their compilers are not available here; .github/workflows/clients.yml compiles them.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chatproject.supervisor.plan import PROJECT
from tests.generated_clients.running import DOCUMENT, run

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

GENERATOR = str(PROJECT / "scripts/openapi-generator")
SCHEMAS: dict[str, dict[str, Any]] = json.loads(DOCUMENT.read_text())["components"]["schemas"]
PATHS: dict[str, dict[str, Any]] = json.loads(DOCUMENT.read_text())["paths"]

Fields = dict[str, str]
SWIFT = {"string": "String", "date-time": "Date", "uuid": "UUID", "integer": "Int64", "boolean": "Bool"}
KOTLIN = {
    "string": "kotlin.String",
    "date-time": "java.time.OffsetDateTime",
    "uuid": "java.util.UUID",
    "integer": "kotlin.Long",
    "boolean": "kotlin.Boolean",
}


@pytest.fixture(scope="module")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated("swift6", tmp_path_factory) / "Sources/OpenAPIClient"


@pytest.fixture(scope="module")
def kotlin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated("kotlin", tmp_path_factory) / "src/main/kotlin/org/openapitools/client"


def generated(language: str, folders: pytest.TempPathFactory) -> Path:
    """The folder with the client, in whose making nothing was amiss but that 3.1 is new to the generator."""
    folder = folders.mktemp(language)
    said = run(GENERATOR, "generate", "-i", str(DOCUMENT), "-g", language, "-o", str(folder), folder=folder)
    amiss = [line for line in said.splitlines() if re.search(r"\b(WARN|ERROR)\b", line)]
    assert [line for line in amiss if "OpenAPI 3.1 support is still in beta" not in line] == []
    return folder


def swift_fields(name: str, folder: Path) -> Fields:
    text = (folder / f"Models/{name}.swift").read_text()
    assert text.count(f"struct {name}:") == 1
    types = dict(re.findall(r"public var `?(\w+)`?: ([^\n=]+?)(?: =.*)?\n", text))
    keys = re.search(r"enum CodingKeys.*?\{(.*?)\n    }", text, re.DOTALL)
    cases = re.findall(r"case `?(\w+)`?(?: = \"(\w+)\")?", keys[1] if keys else "")
    return {key or word: types[word] for word, key in cases}


def kotlin_fields(name: str, folder: Path) -> Fields:
    text = (folder / f"models/{name}.kt").read_text()
    assert len(re.findall(rf"\bclass {name}\b", text)) == 1
    return dict(re.findall(r'@Json\(name = "(\w+)"\)\s+va[lr] `?\w+`?: (.+?)(?: = null)?,?\n', text))


def expected(schema: dict[str, Any], types: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Returns the expected type of each plain field. Extensible enums are strings."""
    for field, said in schema.get("properties", {}).items():
        if said.get("type") in types and not {"enum", "const"} & said.keys():
            plain = types.get(said.get("format", ""), types[said["type"]])
            yield field, plain if field in schema.get("required", []) else f"{plain}?"


def camel(words: str) -> str:
    first, *rest = words.split("_")
    return first + "".join(word.capitalize() for word in rest)


@pytest.mark.parametrize("language", ["swift", "kotlin"])
def test_every_object_has_its_fields_with_their_types(language: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(language)
    read, types = (swift_fields, SWIFT) if language == "swift" else (kotlin_fields, KOTLIN)
    for name, schema in SCHEMAS.items():
        fields = read(name, folder)
        assert set(fields) == set(schema.get("properties", {})), name
        assert {field: fields[field] for field, _ in expected(schema, types)} == dict(expected(schema, types)), name


@pytest.mark.parametrize("language", ["swift", "kotlin"])
def test_every_operation_is_a_function_and_no_type_is_there_twice(
    language: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(language)
    text = "".join(path.read_text() for path in folder.rglob("*API.swift" if language == "swift" else "*Api.kt"))
    for operation in (operation for path in PATHS.values() for operation in path.values()):
        assert re.search(rf"\bfun[c]? {camel(operation['operationId'])}\(", text), operation["operationId"]
    names = [path.stem.lower() for path in folder.rglob("*") if path.is_file()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["PersonaliseConversation", "ChangePreferences"])
def test_patch_names_what_it_empties(name: str, swift: Path, kotlin: Path) -> None:
    """Both languages leave null out, so `clear` is how they empty a field."""
    assert swift_fields(name, swift)["clear"] == "[Clear]?"
    assert kotlin_fields(name, kotlin)["clear"] == f"kotlin.collections.List<{name}.Clear>?"


def test_workflow_compiles_what_is_generated_here() -> None:
    workflow = yaml.safe_load((PROJECT / ".github/workflows/clients.yml").read_text())
    assert workflow["jobs"]["generate"]["strategy"]["matrix"] == {"language": ["swift6", "kotlin"]}
    commands = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert any("scripts/openapi-generator generate -i docs/api/openapi.json" in each for each in commands)
    assert {"swift build", "bash ./gradlew compileKotlin"} <= set(commands)
