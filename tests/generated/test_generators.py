"""The documents hold what client generators need: portable patterns, no null, closed requests and open answers."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

from chatproject.contract.portable import ecma
from chatproject.generating.asyncapi import asyncapi
from chatproject.generating.openapi import openapi
from chatproject.supervisor.plan import PROJECT
from tests.generated.test_openapi import documented

COMPILE = 'for (const each of JSON.parse(require("fs").readFileSync(0, "utf8"))) new RegExp(each, "u")'


def nodes(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a document, with where it is."""
    if isinstance(value, dict):
        yield path, value
        for key, each in value.items():
            yield from nodes(each, f"{path}/{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from nodes(each, f"{path}/{number}")


def schemas(*, sent: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """The schemas that requests hold, or those that answers do."""
    components = openapi()["components"]["schemas"]
    key = "requestBody" if sent else "responses"
    waiting = {ref for operation in documented().values() for ref in references(operation.get(key, {}))}
    found: set[str] = set()
    while waiting - found:
        name = (waiting - found).pop()
        found.add(name)
        waiting |= set(references(components[name]))
    return ((f"{name}{path}", node) for name in sorted(found) for path, node in nodes(components[name]))


def references(value: Any) -> list[str]:
    return [node["$ref"].rpartition("/")[2] for _, node in nodes(value) if isinstance(node.get("$ref"), str)]


def test_every_pattern_is_an_ecma_regular_expression() -> None:
    everything = [*nodes(openapi()), *nodes(asyncapi())]
    patterns = sorted({node["pattern"] for _, node in everything if isinstance(node.get("pattern"), str)})
    assert patterns
    assert not [each for each in patterns if r"\Z" in each or r"\A" in each or "(?P" in each]
    node = ["scripts/node", "node", "-e", COMPILE]
    subprocess.run(node, cwd=PROJECT, input=json.dumps(patterns), text=True, check=True, timeout=120)


def test_a_pattern_keeps_its_end() -> None:
    assert ecma(r"^[^\x00]*\Z") == r"^[^\x00]*$"


def test_no_schema_holds_null() -> None:
    assert not [path for path, node in nodes(openapi()) if node.get("type") == "null" or "nullable" in node]


def test_a_field_that_may_be_absent_has_no_default() -> None:
    assert not [path for path, node in nodes(openapi()["components"]["schemas"]) if "default" in node]


def test_the_socket_answers_without_null() -> None:
    holding = {path for path, node in nodes(asyncapi()["components"]["schemas"]) if node.get("type") == "null"}
    assert not holding


def test_an_answer_names_its_words_and_takes_more() -> None:
    closed = [path for path, node in schemas(sent=False) if len(node.get("enum", [])) > 1]
    assert not closed
    assert [path for path, node in schemas(sent=False) if "x-extensible-enum" in node]


def test_every_moment_of_an_answer_says_so() -> None:
    bare = [
        f"{path}/{name}"
        for path, node in schemas(sent=False)
        for name, said in node.get("properties", {}).items()
        if name.endswith(("_at", "_until", "until", "since")) and said.get("type") == "string"
        if said.get("format") != "date-time" and not name.startswith("quiet_")
    ]
    assert not bare


def test_every_array_of_a_request_is_bounded() -> None:
    unbounded = [path for path, node in schemas(sent=True) if node.get("type") == "array" and "maxItems" not in node]
    assert not unbounded


def test_every_body_is_required() -> None:
    bodies = [operation["requestBody"] for operation in documented().values() if "requestBody" in operation]
    assert bodies
    assert all(body["required"] for body in bodies)


def test_a_picture_is_a_body() -> None:
    for path in ("/api/v1/me/avatar", "/api/v1/conversations/{conversation}/picture"):
        assert "application/octet-stream" in documented()["put", path]["requestBody"]["content"]


def test_every_operation_says_who_may_ask() -> None:
    ways: list[Any] = [[], [{"access_token": []}, {"session": []}]]
    assert all(operation["security"] in ways for operation in documented().values())
    assert not documented()["post", "/api/v1/auth/register"]["security"]


def test_every_parameter_and_tag_is_described() -> None:
    parameters = [each for operation in documented().values() for each in operation.get("parameters", [])]
    assert not [each["name"] for each in parameters if not each["description"]]
    assert not [tag["name"] for tag in openapi()["tags"] if not tag["description"]]


def test_every_operation_has_an_identifier_that_is_a_name() -> None:
    assert not [each["operationId"] for each in documented().values() if not each["operationId"].isidentifier()]


def test_every_integer_has_64_bits() -> None:
    """A generator takes another one for 32 bits, in which the bytes of a person's files do not fit."""
    assert not [path for path, node in nodes(openapi()) if node.get("type") == "integer" and node["format"] != "int64"]
