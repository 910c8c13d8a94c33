"""The pages for people name what the code has."""

import re
from functools import cache

import pytest

from chatproject.contract import errors
from chatproject.generating.asyncapi import CLOSE_CODES, asyncapi
from chatproject.generating.openapi import openapi
from chatproject.supervisor.plan import PROJECT

WORDS = re.compile(r"`([^`\n]+)`")


@cache
def page(name: str) -> str:
    return (PROJECT / "docs" / name).read_text()


def missing(path: str, name: str) -> list[str]:
    """Returns the words of a path, without its parameters, that the page has nowhere as code."""
    told = " ".join(WORDS.findall(page(name)))
    words = [word for word in path.removeprefix("/api/v1/").split("/") if not word.startswith("{")]
    return [word for word in words if word not in told]


@pytest.mark.parametrize("name", [name.removeprefix("tell ") for name in asyncapi()["operations"]])
def test_the_protocol_tells_of_every_command_and_event(name: str) -> None:
    assert f"`{name}`" in page("protocol.md"), f"docs/protocol.md needs `{name}` in its table"


@pytest.mark.parametrize("code", sorted({error.code for error in errors.DomainError.__subclasses__()}))
def test_the_protocol_tells_of_every_error(code: str) -> None:
    assert f"`{code}`" in page("protocol.md")


@pytest.mark.parametrize("code", CLOSE_CODES)
def test_the_protocol_tells_of_every_close_code(code: int) -> None:
    assert f"| {code} |" in page("protocol.md")


@pytest.mark.parametrize("path", openapi()["paths"])
def test_the_protocol_tells_of_every_route(path: str) -> None:
    assert not missing(path, "protocol.md"), f"docs/protocol.md names no {path}"


@pytest.mark.parametrize(
    "path", [each for each in openapi()["paths"] if each.split("/")[3] in ("auth", "me", "server")]
)
def test_page_for_apps_names_every_call_of_the_account(path: str) -> None:
    assert not missing(path, "apps.md"), f"docs/apps.md, The account in an app, names no {path}"


@pytest.mark.parametrize(
    "path", ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (PROJECT / "docs").glob("*.md"))]
)
def test_every_link_leads_to_a_file(path: str) -> None:
    text = (PROJECT / path).read_text()
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith("http")]
    assert all(((PROJECT / path).parent / link).exists() for link in links)
