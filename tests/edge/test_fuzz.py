"""Whatever stands in a request, the answer is one of the contract: never 500, and never a page."""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.urls import URLResolver, get_resolver

from chatproject.contract.commands.socket import INPUTS
from tests.contract.client import Person
from tests.contract.server import Servers
from tests.contract.sockets import Refused
from tests.contract.world import World
from tests.edge.raw import Raw, Response, ask


def cursor(*values: Any) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


CURSORS: list[list[Any]] = [["\0"], [10**30], [-1, "\0"], [1e30], [None], [{}], [[]], ["a", "\0"]]
#: In an address, as it stands there.
STRANGE = [
    "%00",
    "a%00b",
    "%ED%A0%BD",
    "%FF",
    "%zz",
    "-1",
    "99999999999999999999999999",
    "9223372036854775808",
    "1e30",
    "1.5",
    "NaN",
    "%D9%A1",
    "9" * 5000,
    "%22%7B%5B",
    "..%2F..",
    "x" * 3000,
    str(uuid4()),
    *(quote(cursor(*values)) for values in CURSORS),
]
#: In a body, as JSON.
WRONG = [
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud83d"',
    "-1",
    "1e30",
    "1.5",
    "9223372036854775808",
    "1" * 5000,
    "null",
    "true",
    "[]",
    "{}",
    "[[[[[[]]]]]]",
    "[" * 5000 + "]" * 5000,
    '{"a":' * 5000 + "1" + "}" * 5000,
    '["\\u0000"]',
    '{"\\u0000":"\\u0000"}',
    '"' + "x" * 30_000 + '"',
    f'"{uuid4()}"',
    '""',
    "NaN",
    '"\\u202e\\ufeff"',
]
METHODS = ("get", "post", "put", "patch", "delete")
#: No divisor of how many values there are, so that each field of a route meets others in each part.
_PARTS = 4


class Route:
    """One method of one address, as the schema has it."""

    def __init__(self, document: dict[str, Any], path: str, method: str) -> None:
        self.method = method.upper()
        self.path = path
        operation = document["paths"][path][method]
        parameters = operation.get("parameters", [])
        self.query = [each["name"] for each in parameters if each["in"] == "query"]
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        self.fields = _fields(document, content.get("schema", {}))

    def address(self, known: dict[str, str], **strange: str) -> str:
        path = self.path
        for name, value in {**known, **strange}.items():
            path = path.replace(f"{{{name}}}", value)
        return path

    @property
    def names(self) -> list[str]:
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return {name: value for each in schema["anyOf"] for name, value in _fields(document, each).items()}
    return dict(schema.get("properties", {}))


def routes(document: dict[str, Any]) -> Iterator[Route]:
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations and "logout" not in path:
                yield Route(document, path, method)


def requests(route: Route, known: dict[str, str], texts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(address, body) of each way to get one thing wrong."""
    plain = {name: texts.get(name, "x") for name in route.fields}
    body = json.dumps(plain)
    for name in route.names:
        yield from ((route.address({**known, name: value}), body) for value in STRANGE)
    for name in [*route.query, "nobody_asks"]:
        yield from ((f"{route.address(known)}?{name}={value}", body) for value in STRANGE)
    for name in route.fields:
        for value in WRONG:
            others = {other: given for other, given in plain.items() if other != name}
            yield (
                route.address(known),
                f"{json.dumps(others)[:-1]}{', ' if others else ''}{json.dumps(name)}: {value}}}",
            )
    if route.method != "GET":
        yield from ((route.address(known), value) for value in [*WRONG, "", "{", "\xff", "{}x"])


class Line:
    """A connection that is opened again where the other side closed it."""

    def __init__(self, servers: Servers, person: Person) -> None:
        self._listener = servers.a
        self._own = person.authorization
        self._raw: Raw | None = None

    async def ask(self, method: str, path: str, body: str) -> Response:
        if self._raw is None:
            self._raw = await Raw.open(self._listener)
        data = body.encode("latin-1")
        headers = [f"Content-Length: {len(data)}", "Content-Type: application/json", "Accept: application/json"]
        self._raw.head(method, path, *headers, *(f"{name}: {value}" for name, value in self._own.items()))
        self._raw.send(data)
        response = await self._raw.receive()
        if response.headers.get("connection") == "close":
            self._raw = None
        return response


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, _PARTS))])
async def test_no_value_anywhere_is_answered_with_500_or_a_page(world: World, servers: Servers, part: int) -> None:
    """Each part asks every route with every n-th value; `make test` runs the first, `make test-long` the others."""
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    await alice.send(garden, "one")
    known = {"conversation": garden, "user": bob.id, "seq": "1", "emoji": quote("👍"), "notification": "1"}
    known |= {name: str(uuid4()) for name in ("upload", "attachment", "invitation", "token", "device", "registration")}
    texts = {"client_id": str(uuid4()), "seq": 1, "members": [bob.id], "kind": "group", "user": bob.id, "numbers": [1]}
    texts |= {"attachments": [], "limit": 1, "name": "a.txt", "size": 1, "revs": {}, "role": "member", "emoji": "👍"}
    document = (await world.http.get(f"{servers.a.url}/api/v1/schema")).json()
    line, wrong, asked = Line(servers, alice), set(), 0
    for route in routes(document):
        for address, body in islice(requests(route, known, texts), part, None, _PARTS):
            response = await line.ask(route.method, address, body)
            asked += 1
            is_ours = response.status < 400 or response.headers["content-type"] == "application/json"
            if response.status >= 500 or not is_ours:
                wrong.add((response.status, route.method, address[:160], body[:200]))
    assert asked > 1500
    assert not wrong


@pytest.mark.timeout(300)
async def test_no_value_of_a_command_makes_the_server_fail(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    await alice.send(garden, "one")
    socket = await alice.connect()
    usual = {
        "conversation": garden,
        "seq": 1,
        "emoji": "👍",
        "body": "x",
        "users": [bob.id],
        "active": True,
        "revs": {},
    }
    for command in INPUTS:
        names = [name for name in command.__struct_fields__ if name != "id"]
        for name, value in chain.from_iterable(((name, value) for value in WRONG) for name in names):
            given = {each: usual[each] for each in names if each in usual and each != name}
            response = json.dumps(
                {"type": command.__struct_config__.tag, "id": "f", "client_id": str(uuid4()), **given}
            )
            replies = len(socket.replies)
            await socket.line.send(f"{response[:-1]}, {json.dumps(name)}: {value}}}")
            try:
                await socket.ask("ping")  # a refusal in a row too many would close it
            except Refused:
                continue
            answered = [reply for reply in socket.replies[replies:] if "error" in reply]
            assert not [reply for reply in answered if reply["error"]["code"] == "unavailable"], (response, name, value)


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each, address)
        else:
            yield address


async def test_no_value_in_the_address_of_a_page_is_answered_with_500(world: World, servers: Servers) -> None:
    alice = await world.person("alice")
    browser = await alice.browse()
    paths = {path for path in addresses(get_resolver()) if not path.startswith(("api", "^", "admin"))}
    assert len([path for path in paths if "<" in path]) > 5
    wrong = set()
    for path in paths:
        for value in STRANGE if "<" in path else ["%00"]:
            address = "/" + re.sub(r"<[^>]+>", value.replace("\\", ""), path)
            response = await ask(servers.a, "GET", f"{address}?q={value}&next={value}", f"Cookie: {browser.cookie}")
            if response.status >= 500:
                wrong.add((response.status, address[:100]))
    assert not wrong
