"""Every REST route that takes a command counts it with its verb's rate, which it shares with the socket."""

import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import get_resolver

from chatproject.contract.commands import socket as commands
from chatproject.contract.commands.socket import CommandInput
from tests.contract.server import Services, WebProcess
from tests.contract.world import World
from tests.generated.test_openapi import views
from tests.realtime.limiting import limited_process
from tests.verbs import OPERATIONS

#: In a burst; the next request would be accepted a day later.
BURST = 2

MESSAGES = "conversations/<str:conversation>/messages"
MESSAGE = f"{MESSAGES}/<int:seq>"
REACTION = f"{MESSAGE}/reactions/<str:emoji>"

#: {verb: (method, route, the command's fields)}. The path takes the fields that it names, the body takes the others.
ROUTES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "message.send": ("POST", MESSAGES, {"client_id": "0190f5fe-7c00-7000-8000-000000000001", "body": "one"}),
    "message.edit": ("PATCH", MESSAGE, {"seq": 1, "body": "better"}),
    "message.delete": ("DELETE", MESSAGE, {"seq": 1}),
    "reaction.add": ("PUT", REACTION, {"seq": 1, "emoji": "👍"}),
    "reaction.remove": ("DELETE", REACTION, {"seq": 1, "emoji": "👍"}),
    "receipt.advance": ("PUT", "conversations/<str:conversation>/receipt", {"read_seq": 1}),
    "sync": ("POST", "sync", {"revs": {}}),
}


@pytest.fixture(scope="module")
def limited(services: Services) -> Iterator[WebProcess]:
    with limited_process(services, {"*": (1 / 86_400, BURST)}) as process:
        yield process


@pytest.fixture
async def world(limited: WebProcess) -> AsyncIterator[World]:
    async with World.at(limited) as found:
        yield found


def test_each_route_that_takes_a_command_is_here() -> None:
    inputs = {name for name, each in vars(commands).items() if inspect.isclass(each) and issubclass(each, CommandInput)}
    found = {
        (method.upper(), route.removeprefix("api/v1/"))
        for route, view in views(get_resolver().url_patterns)
        for method in view.http_method_names
        if (handler := getattr(view, method, None)) and inputs.intersection(inspect.unwrap(handler).__code__.co_names)
    }
    assert found == {(method, route) for method, route, _ in ROUTES.values()}
    assert set(ROUTES) == {verb.name for verb in OPERATIONS}


@pytest.mark.parametrize("verb", ROUTES)
async def test_a_command_over_rest_counts_for_the_socket_too(world: World, verb: str) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    if "seq" in ROUTES[verb][2] or verb == "receipt.advance":
        await alice.send(garden, "one")
    method, route, fields = ROUTES[verb]
    if "<str:conversation>" in route:
        fields = {"conversation": garden, **fields}
    path = route
    for name, value in fields.items():
        path = path.replace(f"<str:{name}>", quote(str(value))).replace(f"<int:{name}>", str(value))
    body = {name: value for name, value in fields.items() if f":{name}>" not in route}
    answers = [await alice.call(method, path, body or None) for _ in range(BURST + 1)]
    assert [answer.code for answer in answers] == ["ok"] * BURST + ["rate_limited"]
    socket = await alice.connect()
    assert await socket.code(verb, **fields) == "rate_limited"
    assert await socket.code("ping") == "ok"
