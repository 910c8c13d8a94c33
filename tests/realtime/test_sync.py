"""Sync: takes what a client holds and returns all that it is missing."""

from typing import Any
from uuid import uuid4

import pytest

from tests.contract.client import Person
from tests.contract.server import Servers
from tests.contract.sockets import Refused, Socket
from tests.contract.world import World


@pytest.fixture
async def bob(world: World) -> Person:
    return await world.person("bob")


async def test_client_that_holds_nothing_gets_whole_conversations(
    world: World, alice: Person, bob: Person, socket: Socket
) -> None:
    older, newer = await world.group(alice, bob), await world.direct(bob, alice)
    await bob.send(newer, "hi")
    reply = await socket.ask("sync", revs={})
    assert reply["conversations"] == [await alice.get(f"conversations/{id}") for id in (newer, older)]
    assert reply["conversations"][0]["unread"] == 1
    assert (reply["changes"], reply["gone"], reply["caught_up"]) == ({}, [], True)
    assert reply["as_of"]


async def test_client_that_holds_a_rev_gets_the_changes_since(
    world: World, alice: Person, bob: Person, socket: Socket
) -> None:
    garden, still = await world.group(alice, bob), await world.group(alice, bob)
    held = {id: (await alice.get(f"conversations/{id}"))["rev"] for id in (garden, still)}
    await bob.send(garden, "one")
    await alice.do("PATCH", f"conversations/{garden}", {"topic": "roses"})
    reply = await socket.ask("sync", revs=held)
    changes = await alice.get(f"conversations/{garden}/changes?since={held[garden]}")
    assert reply["changes"] == {garden: changes}
    assert [message["body"] for message in changes["messages"]] == ["one"]
    assert changes["conversation"]["topic"] == "roses"
    assert reply["conversations"] == []


async def test_conversations_not_named_are_limited_and_the_rest_is_rests(
    world: World, alice: Person, socket: Socket
) -> None:
    made = [await world.group(alice, title=str(n)) for n in range(6)]
    reply = await socket.ask("sync", revs={}, limit=4)
    assert [each["id"] for each in reply["conversations"]] == made[:1:-1]
    assert reply["caught_up"]
    assert [each["id"] for each in await alice.items("conversations")] == made[::-1]


async def test_gone_conversation_names_its_rev(world: World, alice: Person, bob: Person, socket: Socket) -> None:
    garden, foreign = await world.group(bob, alice), await world.group(bob)
    held = (await alice.get(f"conversations/{garden}"))["rev"]
    assert (await socket.ask("sync", revs={garden: held}))["gone"] == []
    await bob.do("DELETE", f"conversations/{garden}/members/{alice.id}")
    left = (await bob.get(f"conversations/{garden}"))["rev"]
    await bob.send(garden, "she is gone")
    unknown = str(uuid4())
    reply = await socket.ask("sync", revs={garden: held, foreign: 7, unknown: 3, "no id at all": 2})
    assert {each["conversation"]: each["rev"] for each in reply["gone"]} == {
        garden: left,
        foreign: 7,
        unknown: 3,
        "no id at all": 2,
    }
    assert reply["changes"] == {}
    assert reply["receipts"] == []


async def test_more_than_a_page_is_asked_for_again(world: World, alice: Person, bob: Person, socket: Socket) -> None:
    garden = await world.group(alice, bob)
    held = (await alice.get(f"conversations/{garden}"))["rev"]
    for n in range(7):
        await bob.send(garden, str(n))
    bodies: list[str] = []
    rounds = 0
    caught_up = False
    while not caught_up:
        reply = await socket.ask("sync", revs={garden: held}, limit=3)
        changes = reply["changes"][garden]
        assert changes["more"] is not reply["caught_up"]
        assert changes["rev"] > held
        bodies += [message["body"] for message in changes["messages"]]
        held, caught_up, rounds = changes["rev"], reply["caught_up"], rounds + 1
    assert bodies == [str(n) for n in range(7)]
    assert rounds == 3
    assert held == (await alice.get(f"conversations/{garden}"))["rev"]


async def test_at_most_a_thousand_are_named(world: World, alice: Person, socket: Socket) -> None:
    garden = await world.group(alice)
    named = {str(uuid4()): 1 for _ in range(999)}
    assert len((await socket.ask("sync", revs={**named, garden: 0}))["gone"]) == 999
    assert await socket.code("sync", revs={**named, garden: 0, str(uuid4()): 1}) == "invalid"


@pytest.mark.parametrize("limit", [0, -1])
async def test_less_than_one_is_an_error(socket: Socket, limit: int) -> None:
    with pytest.raises(Refused, match="invalid"):
        await socket.ask("sync", revs={}, limit=limit)


async def test_more_than_the_most_is_cut(world: World, alice: Person, socket: Socket) -> None:
    await world.group(alice)
    assert len((await socket.ask("sync", revs={}, limit=100_000))["conversations"]) == 1


# Receipts


async def test_receipts_of_all_come_without_as_of(world: World, alice: Person, bob: Person, socket: Socket) -> None:
    garden = await world.group(alice, bob)
    rev = (await alice.send(garden, "one"))["rev"]
    await bob.do("PUT", f"conversations/{garden}/receipt", {"delivered_seq": 1})
    reply = await socket.ask("sync", revs={garden: rev})
    assert by_user(reply) == {alice.id: (1, 1), bob.id: (1, 0)}


def by_user(reply: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {each["user"]: (each["delivered_seq"], each["read_seq"]) for each in reply["receipts"]}


async def test_with_as_of_come_those_that_moved_and_always_my_own(
    world: World, alice: Person, bob: Person, socket: Socket
) -> None:
    garden = await world.group(alice, bob)
    rev = (await alice.send(garden, "one"))["rev"]
    as_of = (await socket.ask("sync", revs={garden: rev}))["as_of"]
    await bob.do("PUT", f"conversations/{garden}/receipt", {"read_seq": 1})
    reply = await socket.ask("sync", revs={garden: rev}, as_of=as_of)
    assert by_user(reply) == {alice.id: (1, 1), bob.id: (1, 1)}
    assert reply["as_of"]


@pytest.mark.parametrize("as_of", ["!", "nonsense", "x" * 10_000, "\x00"])
async def test_as_of_is_one_of_ours(socket: Socket, as_of: str) -> None:
    assert await socket.code("sync", revs={}, as_of=as_of) == "invalid"


# Later changes


async def test_nothing_falls_between_sync_and_the_events(
    world: World, servers: Servers, alice: Person, bob: Person
) -> None:
    """A client that connects while others send receives everything, by sync or by event."""
    garden = await world.group(alice, bob)
    talking = await bob.connect(servers.b)
    known = [await talking.send_command("message.send", **draft(garden, n)) for n in range(60)]
    sockets = []
    for process in servers.both * 2:
        socket = await alice.connect(process)
        reply = await socket.ask("sync", revs={garden: 0}, limit=200)
        sockets.append((socket, reply))
        known += [await talking.send_command("message.send", **draft(garden, n)) for n in range(20)]
    for id in known:
        await talking.reply(id)
    head = (await alice.get(f"conversations/{garden}"))["rev"]
    for socket, reply in sockets:
        await socket.receive("message", conversation=garden, rev=head)
        held = {message["seq"] for message in reply["changes"][garden]["messages"]}
        held |= {event["message"]["seq"] for event in socket.received("message", conversation=garden)}
        assert held == set(range(1, len(known) + 1))


def draft(conversation: str, n: int) -> dict[str, str]:
    return {"conversation": conversation, "client_id": str(uuid4()), "body": str(n)}
