"""A client_id creates exactly one message, however often it is sent, through any endpoint and process."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.contract.client import Person
from tests.contract.server import Servers
from tests.contract.sockets import Refused, Socket
from tests.contract.world import World


@pytest.fixture
async def alice(world: World) -> Person:
    return await world.person("alice")


def acknowledged(acknowledgement: Any) -> tuple[int, int, str]:
    return acknowledgement["seq"], acknowledgement["rev"], acknowledgement["created_at"]


async def test_ten_at_once_through_both_endpoints_and_processes(world: World, servers: Servers, alice: Person) -> None:
    bob = await world.person("bob")
    garden = await world.group(alice, bob)
    listening = await bob.connect(servers.b)
    sockets = [await alice.connect(process) for process in servers.both]
    draft = {"client_id": str(uuid4()), "body": "once"}
    acks = await asyncio.gather(
        *(socket.send(garden, **draft) for socket in sockets for _ in range(5)),
        *(alice.send(garden, **draft, at=process) for process in servers.both for _ in range(5)),
    )
    assert len(acks) == 20
    assert {acknowledged(ack) for ack in acks} == {acknowledged(acks[0])}
    assert [m["body"] for m in await alice.items(f"conversations/{garden}/messages")] == ["once"]
    await alice.send(garden, "afterwards", at=servers.a)
    await listening.receive("message", conversation=garden, rev=5)
    assert [event["rev"] for event in listening.received("message", conversation=garden)] == [4, 5]


async def test_many_drafts_each_said_twice(world: World, servers: Servers, alice: Person) -> None:
    """In one burst, so that both are in one batch."""
    garden = await world.group(alice)
    socket = await alice.connect()
    drafts = [{"conversation": garden, "client_id": str(uuid4()), "body": str(n)} for n in range(40)]
    given = [
        (await socket.send_command("message.send", **d), await socket.send_command("message.send", **d)) for d in drafts
    ]
    for n, (first, second) in enumerate(given, 1):
        ack = (await socket.reply(first))["ok"]
        assert ack == (await socket.reply(second))["ok"]
        assert ack["seq"] == n


async def test_the_first_answer_says_it_was_made_the_next_that_it_was_there(world: World, alice: Person) -> None:
    garden = await world.group(alice)
    draft = {"client_id": str(uuid4()), "body": "once"}
    first = await alice.call("POST", f"conversations/{garden}/messages", draft)
    again = await alice.call("POST", f"conversations/{garden}/messages", draft)
    assert (first.status, again.status) == (201, 200)
    assert first.body == again.body


async def test_a_repeat_returns_the_first_whatever_else_it_says(world: World, alice: Person) -> None:
    garden = await world.group(alice)
    socket = await (await alice.sign_in()).connect()
    client_id = str(uuid4())
    first = await alice.send(garden, "first", client_id=client_id)
    for fields in ({"body": "second"}, {"body": "third", "reply_to": 99}, {"body": "fourth", "reply_to": 1}):
        assert acknowledged(await socket.send(garden, **fields, client_id=client_id)) == acknowledged(first)
    assert (await alice.get(f"conversations/{garden}/messages/1"))["body"] == "first"
    assert (await alice.get(f"conversations/{garden}"))["last_seq"] == 1


@pytest.mark.parametrize("body", ["", "x" * 20_001, "a\0b"])
async def test_a_repeat_with_an_impossible_body_too(world: World, alice: Person, body: str) -> None:
    garden = await world.group(alice)
    client_id = str(uuid4())
    first = await alice.send(garden, "first", client_id=client_id)
    assert await alice.send(garden, body, client_id=client_id) == first
    socket = await alice.connect()
    assert acknowledged(await socket.send(garden, body, client_id=client_id)) == acknowledged(first)


async def test_a_repeat_after_an_edit_returns_the_message_as_it_is(world: World, alice: Person) -> None:
    garden = await world.group(alice)
    client_id = str(uuid4())
    await alice.send(garden, "first", client_id=client_id)
    edited = await alice.do("PATCH", f"conversations/{garden}/messages/1", {"body": "better"})
    assert await alice.send(garden, "first", client_id=client_id) == edited
    deleted = await alice.do("DELETE", f"conversations/{garden}/messages/1")
    assert await alice.send(garden, "first", client_id=client_id) == deleted


async def test_a_repeat_elsewhere_is_refused(world: World, alice: Person) -> None:
    garden, shed = await world.group(alice), await world.group(alice)
    client_id = str(uuid4())
    await alice.send(garden, "first", client_id=client_id)
    socket = await alice.connect()
    with pytest.raises(Refused, match="client_id_used"):
        await socket.send(shed, "first", client_id=client_id)
    answer = await alice.call("POST", f"conversations/{shed}/messages", {"client_id": client_id, "body": "x"})
    assert (answer.status, answer.code) == (409, "client_id_used")
    assert (await alice.get(f"conversations/{shed}"))["last_seq"] == 0


async def test_at_once_in_two_conversations_one_is_refused(world: World, servers: Servers, alice: Person) -> None:
    rooms = [await world.group(alice), await world.group(alice)]
    sockets: list[Socket] = [await alice.connect(process) for process in servers.both]
    for _ in range(5):
        draft = {"client_id": str(uuid4()), "body": "once"}
        codes = await asyncio.gather(
            *(s.code("message.send", conversation=room, **draft) for s, room in zip(sockets, rooms, strict=True))
        )
        assert sorted(codes) == ["client_id_used", "ok"]
    heads = [(await alice.get(f"conversations/{room}"))["last_seq"] for room in rooms]
    assert sum(heads) == 5


async def test_client_id_is_scoped_to_its_sender(world: World, alice: Person) -> None:
    bob = await world.person("bob")
    garden = await world.group(alice, bob)
    client_id = str(uuid4())
    assert (await alice.send(garden, "from alice", client_id=client_id))["seq"] == 1
    assert (await bob.send(garden, "from bob", client_id=client_id))["seq"] == 2


async def test_former_member_may_not_repeat_a_send(world: World, alice: Person) -> None:
    bob = await world.person("bob")
    garden = await world.group(alice, bob)
    client_id = str(uuid4())
    await bob.send(garden, "first", client_id=client_id)
    await alice.do("DELETE", f"conversations/{garden}/members/{bob.id}")
    socket = await bob.connect()
    assert await socket.code("message.send", conversation=garden, body="x", client_id=client_id) == "not_found"
