"""Every REST route is documented, and the document is a good one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from chatproject.generating.openapi import openapi
from chatproject.rest.views import Api

SUCCESSES = ("200", "201", "202", "204", "302")
#: 202 answers without a body: a body would reveal whether the address has an account.
SAYS_NOTHING = {"/api/v1/auth/password/reset"}


def views(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, type[Api]]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, route)
        else:
            view: type = getattr(pattern.callback, "cls", object)
            if issubclass(view, Api):
                yield route, view


def served() -> set[tuple[str, str]]:
    """(method, path) of all that the API answers."""
    return {
        (method, "/" + route.replace("<str:", "{").replace("<int:", "{").replace(">", "}"))
        for route, view in views(get_resolver().url_patterns)
        for method in ("get", "post", "put", "patch", "delete")
        if hasattr(view, method)
    }


def documented() -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method, path): operation
        for path, operations in openapi()["paths"].items()
        for method, operation in operations.items()
    }


def test_the_routes_documented_are_the_routes_served() -> None:
    assert len(served()) > 30
    assert set(documented()) == served()


@pytest.mark.parametrize(("method", "path"), sorted(served()))
def test_a_route_says_what_it_does_and_what_it_answers(method: str, path: str) -> None:
    operation = documented()[method, path]
    answers = {status: response for status, response in operation["responses"].items() if status in SUCCESSES}
    assert operation["summary"]
    assert operation["description"]
    assert answers
    empty = {"204", "302"} | ({"202"} if path in SAYS_NOTHING else set())
    assert all(status in empty or "$ref" in _schema(response) for status, response in answers.items())
    assert _schema(operation["responses"]["4XX"]) == {"$ref": "#/components/schemas/ErrorBody"}


def _schema(response: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = response["content"]["application/json"]["schema"]
    return schema


def test_no_two_routes_share_a_name() -> None:
    names = [operation["operationId"] for operation in documented().values()]
    assert len(names) == len(set(names))


def test_schema_is_valid_and_generated_without_warnings() -> None:
    openapi.cache_clear()
    GENERATOR_STATS.reset()
    validate_schema(openapi())  # type: ignore[no-untyped-call]
    assert not GENERATOR_STATS, GENERATOR_STATS._warn_cache


def test_a_body_does_not_repeat_what_the_path_says() -> None:
    schemas = openapi()["components"]["schemas"]
    assert set(schemas["SendMessageBody"]["properties"]) == {"client_id", "body", "reply_to", "attachments", "mentions"}
    assert schemas["EditMessageBody"]["required"] == ["body"]


def test_signing_in_asks_for_no_signing_in() -> None:
    assert documented()["post", "/api/v1/auth/token"]["security"] == []
    assert documented()["get", "/api/v1/me"]["security"] == [{"access_token": []}, {"session": []}]
