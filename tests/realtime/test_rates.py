"""Over a limit the response has the time until the next attempt; it is never missing."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.contract.client import Answer, Person
from tests.contract.server import Services, WebProcess
from tests.contract.sockets import Refused, Socket
from tests.contract.world import World
from tests.realtime.limiting import limited_process

#: (per second, in a burst), small enough to exceed quickly.
RATES: dict[str, Any] = {
    "message.send": (20, 10),
    "typing.start": (2, 3),
    "ping": (0.5, 2),
    "sync": (2, 3),
    "presence.watch": (2, 3),
    "receipt.advance": (2, 3),
    "*": (2, 5),
}


@pytest.fixture(scope="session")
def limited(services: Services) -> Iterator[WebProcess]:
    """A web process with rate limits."""
    with limited_process(services, RATES) as process:
        yield process


@pytest.fixture
async def world(limited: WebProcess) -> AsyncIterator[World]:
    async with World.at(limited) as found:
        yield found
    assert not limited.complaints()


@pytest.mark.parametrize(
    ("type", "fields"),
    [
        ("ping", {}),
        ("sync", {"revs": {}}),
        ("typing.start", {"conversation": "{garden}"}),
        ("presence.watch", {"users": []}),
        ("receipt.advance", {"conversation": "{garden}", "read_seq": 1}),
        ("message.edit", {"conversation": "{garden}", "seq": 1, "body": "x"}),
        ("reaction.add", {"conversation": "{garden}", "seq": 1, "emoji": "👍"}),
    ],
)
async def test_each_kind_of_command_has_its_limit(
    world: World, alice: Person, type: str, fields: dict[str, Any]
) -> None:
    garden = await world.group(alice)
    socket = await alice.connect()
    await socket.send(garden, "one")
    fields = {name: garden if value == "{garden}" else value for name, value in fields.items()}
    ids = [await socket.send_command(type, **fields) for _ in range(12)]
    replies = [await socket.reply(id) for id in ids]
    refused = [reply["error"] for reply in replies if "error" in reply]
    assert "ok" in replies[0]
    assert refused
    assert {error["code"] for error in refused} == {"rate_limited"}
    assert all(0 < error["retry_after_ms"] <= 10_000 for error in refused)


async def test_client_that_waits_as_told_is_served(world: World, alice: Person) -> None:
    garden = await world.group(alice)
    socket = await alice.connect()
    for n in range(25):
        while (refusal := await refusal_of(socket, garden, str(n))) is not None:
            assert refusal["code"] == "rate_limited"
            await asyncio.sleep(refusal["retry_after_ms"] / 1000)
    assert (await alice.get(f"conversations/{garden}"))["last_seq"] == 25


async def refusal_of(socket: Socket, conversation: str, body: str) -> Any:
    try:
        await socket.send(conversation, body)
    except Refused as refused:
        return refused.error
    return None


async def test_user_is_limited_over_all_their_sockets(world: World, alice: Person) -> None:
    one, other = await alice.connect(), await alice.connect()
    assert [await one.code("ping") for _ in range(2)] == ["ok", "ok"]
    assert await other.code("ping") == "rate_limited"


async def test_ones_flood_is_not_anothers(world: World, alice: Person) -> None:
    bob = await world.person("bob")
    flooding, calm = await alice.connect(), await bob.connect()
    for _ in range(50):
        await flooding.send_command("ping")
    assert await calm.code("ping") == "ok"


async def test_an_endless_flood_is_closed(world: World, alice: Person) -> None:
    socket = await alice.connect()
    for number in range(1200):
        if not socket.is_open:
            break
        await socket.line.send(json.dumps({"type": "ping", "id": str(number)}))
    assert await socket.closed() == 1008
    assert socket.replies[-1]["error"]["code"] == "rate_limited"


async def test_sending_over_rest_has_its_limit_too(world: World, alice: Person) -> None:
    garden = await world.group(alice)
    path = f"conversations/{garden}/messages"
    assert (await alice.call("POST", path, {"client_id": client_id(0), "body": "x"})).status == 201
    refused: list[Answer] = []
    for first in range(1, 2_000, 100):  # a slow server may take a while to receive more than it allows
        drafts = [{"client_id": client_id(n), "body": "x"} for n in range(first, first + 100)]
        answers = await asyncio.gather(*(alice.call("POST", path, draft) for draft in drafts))
        if refused := [answer for answer in answers if answer.status == 429]:
            break
    assert refused
    assert all(answer.code == "rate_limited" and answer.body["retry_after_ms"] > 0 for answer in refused)


def client_id(n: int) -> str:
    return f"0190f5fe-7c00-7000-8000-{n:012d}"
