"""The two documents as a page for people: REST and socket side by side."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from chatproject.generating.asyncapi import CLOSE_CODES, asyncapi
from chatproject.generating.openapi import openapi


@dataclass(frozen=True)
class Word:
    """A part of a type's name; `link` leads to its description on the page."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Field:
    name: str
    type: list[Word]
    is_required: bool


@dataclass(frozen=True)
class Shape:
    """An object of the contract."""

    name: str
    description: str
    fields: list[Field]


@dataclass(frozen=True)
class Call:
    """One REST call: its input, and its responses by status."""

    method: str
    path: str
    summary: str
    description: str
    query: list[Field]
    body: list[Word]
    answers: list[tuple[str, list[Word]]]
    is_public: bool


@dataclass(frozen=True)
class Speech:
    """One kind of frame: a command with its reply, or an event."""

    type: str
    summary: str
    payload: list[Word]
    reply: list[Word] = field(default_factory=list)


@dataclass(frozen=True)
class Reference:
    calls: dict[str, list[Call]]
    commands: list[Speech]
    events: list[Speech]
    close_codes: dict[int, str]
    shapes: list[Shape]


@cache
def reference() -> Reference:
    """Returns everything that the page shows."""
    calls: dict[str, list[Call]] = {}
    for path, operations in openapi()["paths"].items():
        for method, operation in operations.items():
            calls.setdefault(operation["tags"][0], []).append(_call(method, path, operation))
    schemas = {**asyncapi()["components"]["schemas"], **openapi()["components"]["schemas"]}
    operations = asyncapi()["operations"]
    return Reference(
        calls=calls,
        commands=[_command(name, each) for name, each in operations.items() if each["action"] == "receive"],
        events=[_event(each) for each in operations.values() if each["action"] == "send"],
        close_codes=CLOSE_CODES,
        shapes=[_shape(name, schema) for name, schema in sorted(schemas.items())],
    )


def _call(method: str, path: str, operation: dict[str, Any]) -> Call:
    query = [each for each in operation.get("parameters", []) if each["in"] == "query"]
    successes = {status: response for status, response in operation["responses"].items() if status.startswith("2")}
    return Call(
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        query=[Field(each["name"], _words(each["schema"]), each.get("required", False)) for each in query],
        body=_words(_json(operation["requestBody"])) if "requestBody" in operation else [],
        answers=[(status, _words(_json(response))) for status, response in sorted(successes.items())],
        is_public=not operation["security"],
    )


def _command(name: str, operation: dict[str, Any]) -> Speech:
    messages = asyncapi()["channels"]["socket"]["messages"]
    outcomes = messages[f"{name}.reply"]["payload"]["oneOf"]
    ok = next(each["properties"]["ok"] for each in outcomes if "ok" in each["properties"])
    return Speech(name, messages[name]["summary"], _words(messages[name]["payload"]), _words(ok))


def _event(operation: dict[str, Any]) -> Speech:
    name = operation["messages"][0]["$ref"].rpartition("/")[2]
    message = asyncapi()["channels"]["socket"]["messages"][name]
    return Speech(name, message["summary"], _words(message["payload"]))


def _shape(name: str, schema: dict[str, Any]) -> Shape:
    required = schema.get("required", [])
    fields = [Field(key, _words(each), key in required) for key, each in schema.get("properties", {}).items()]
    return Shape(name, schema.get("description", ""), fields)


def _json(response: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = response.get("content", {}).get("application/json", {})
    schema: dict[str, Any] = content.get("schema", {"type": "nothing"})
    return schema


def _words(schema: dict[str, Any]) -> list[Word]:
    """Returns a short description of a JSON schema."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return [Word(name, f"#{name}")]
    if "anyOf" in schema:
        options = [_words(each) for each in schema["anyOf"] if each.get("type") != "null"]
        return [word for number, option in enumerate(options) for word in ([Word(" or ")] if number else []) + option]
    words = schema.get("enum") or schema.get("x-extensible-enum")
    if words:
        return [Word(" or ".join(f"“{word}”" for word in words))]
    if schema.get("type") == "array":
        return [Word("list of "), *_words(schema.get("items", {}))]
    if isinstance(schema.get("additionalProperties"), dict):
        return [Word("object of "), *_words(schema["additionalProperties"])]
    return [Word(str(schema.get("format") or schema.get("type") or "anything"))]
