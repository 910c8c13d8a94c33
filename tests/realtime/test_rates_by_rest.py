"""Every REST route that takes a command counts it with its verb's rate, which it shares with the socket."""

import inspect
from collections.abc import AsyncIterator, Iterator
from operator import attrgetter

import pytest
from django.urls import get_resolver

from chatproject.contract.commands import socket as commands
from chatproject.contract.commands.socket import CommandInput
from chatproject.contract.verbs import Verb
from tests.contract.server import Services, WebProcess
from tests.contract.world import World
from tests.generated.test_openapi import views
from tests.realtime.limiting import limited_process
from tests.verbs import OPERATIONS, fields_of, request_of

#: In a burst; the next request would be accepted a day later.
BURST = 2


@pytest.fixture(scope="module")
def limited(services: Services) -> Iterator[WebProcess]:
    with limited_process(services, {"*": (1 / 86_400, BURST)}) as process:
        yield process


@pytest.fixture
async def world(limited: WebProcess) -> AsyncIterator[World]:
    async with World.at(limited) as found:
        yield found


def test_each_view_that_takes_a_command_is_here() -> None:
    inputs = {name for name, each in vars(commands).items() if inspect.isclass(each) and issubclass(each, CommandInput)}
    found = {
        f"{method.upper()} {route.removeprefix('api/v1/')}"
        for route, view in views(get_resolver().url_patterns)
        for method in view.http_method_names
        if (handler := getattr(view, method, None)) and inputs.intersection(inspect.unwrap(handler).__code__.co_names)
    }
    declared = {verb.call for verb in OPERATIONS if not verb.rest}
    assert found == declared, f"`view` of their @command has to name it: {found ^ declared}"


@pytest.mark.parametrize("verb", OPERATIONS, ids=attrgetter("name"))
async def test_a_command_over_rest_counts_for_the_socket_too(world: World, verb: Verb) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    if verb.name != "message.send":
        await alice.send(garden, "one")
    if verb.name == "saved.update":
        await alice.do("PUT", f"me/saved/{garden}/1", {})
    fields = fields_of(verb, conversation=garden)
    request = request_of(verb, fields)
    answers = [await alice.call(*request) for _ in range(BURST + 1)]
    assert [answer.code for answer in answers] == ["ok"] * BURST + ["rate_limited"]
    socket = await alice.connect()
    assert await socket.code(verb.name, **fields) == "rate_limited"
    assert await socket.code("ping") == "ok"
