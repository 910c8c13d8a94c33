"""Frames of clients: which are answered, which get an error, and which close the socket."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.contract.client import Person, Socket
from tests.contract.server import Servers
from tests.contract.world import World

FRAME = 128 * 1024


@pytest.fixture
async def alice(world: World) -> Person:
    return await world.person("alice")


@pytest.fixture
async def socket(alice: Person) -> Socket:
    return await alice.connect()


async def complaint(socket: Socket, text: str | bytes) -> Any:
    """The error that answers a frame, as the whole reply."""
    before = len(socket.replies)
    await socket.line.send(text)
    await socket.until(lambda: len(socket.replies) > before, 10, "a complaint")
    return socket.replies[-1]


# Errors


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "nonsense",
        "{",
        "[]",
        "[" * 100_000,
        '{"a":' * 20_000,
        "null",
        "3",
        '"ping"',
        "{}",
        '{"type":"ping"',
        '{"type":null,"id":null}',
        '{"type":"ping"}',
        '{"type":"ping","id":5}',
        '{"type":"ping","id":NaN}',
        '{"type":"ping","id":"\\ud800"}',
        "[" + '{"type":"ping","id":"a"}' + "]",
        b"\x00\x01\x02",
        b'{"type":"ping","id":"a"}',
    ],
)
async def test_command_without_a_readable_id_is_answered_to_null(socket: Socket, text: str | bytes) -> None:
    reply = await complaint(socket, text)
    assert reply["to"] is None
    assert reply["error"]["code"] == "invalid"
    assert reply["error"]["detail"]
    assert await socket.ask("ping") == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "no.such"},
        {"type": 7},
        {"type": ["ping"]},
        {"type": "message.send"},
        {"type": "message.send", "conversation": 5, "client_id": "x", "body": "x"},
        {"type": "message.send", "conversation": "x", "client_id": "not a uuid", "body": "x"},
        {"type": "message.edit", "conversation": "x", "seq": "1", "body": "x"},
        {"type": "message.edit", "conversation": "x", "seq": 1.5, "body": "x"},
        {"type": "message.edit", "conversation": "x", "seq": -1, "body": "x"},
        {"type": "message.delete", "conversation": "x", "seq": 2**53},
        {"type": "message.delete", "conversation": "x", "seq": 10**40},
        {"type": "message.delete", "conversation": "x", "seq": True},
        {"type": "receipt.advance", "conversation": "x", "read_seq": -1},
        {"type": "receipt.advance", "conversation": "x", "read_seq": None},
        {"type": "sync"},
        {"type": "sync", "revs": []},
        {"type": "sync", "revs": {"x": "1"}},
        {"type": "sync", "revs": {"x": 10**30}},
        {"type": "sync", "revs": {}, "limit": 0},
        {"type": "sync", "revs": {}, "limit": -5},
        {"type": "sync", "revs": {}, "as_of": "é"},
        {"type": "sync", "revs": {}, "as_of": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"},
        {"type": "presence.watch", "users": "all"},
        {"type": "presence.watch", "users": ["x"] * 201},
    ],
)
async def test_a_malformed_command_is_answered_by_its_id(socket: Socket, fields: dict[str, Any]) -> None:
    reply = await complaint(socket, json.dumps({"id": "mine", **fields}))
    assert reply["to"] == "mine"
    assert reply["error"]["code"] == "invalid"
    assert await socket.ask("ping") == {}


_SEND = '{"type":"message.send","conversation":"x","client_id":"0190f5fe-7c00-7000-8000-000000000001",%s}'


@pytest.mark.parametrize("order", ['"id":"mine",%s', '%s,"id":"mine"'])
@pytest.mark.parametrize(
    "broken",
    [
        '"body":"a\\ud83d"',
        '"body":"\\udc00 and more"',
        '"of_the_future":"\\ud83d"',
        '"body":' + "[" * 60_000 + "]" * 60_000,
        '"body":' + '{"id":"inner","a":' * 5_000 + "1" + "}" * 5_000,
        '"body":1e',
        '"body":"\t"',
        '"body":"\\x"',
    ],
)
async def test_unreadable_command_is_answered_by_its_id(socket: Socket, broken: str, order: str) -> None:
    reply = await complaint(socket, _SEND % (order % broken))
    assert (reply["to"], reply["error"]["code"]) == ("mine", "invalid")
    assert await socket.ask("ping") == {}


@pytest.mark.parametrize("cut", [-1, -2, -20])
async def test_command_that_was_cut_off_is_answered_by_its_id(socket: Socket, cut: int) -> None:
    reply = await complaint(socket, (_SEND % '"id":"mine","body":"it said \\"so\\" and ended"')[:cut])
    assert (reply["to"], reply["error"]["code"]) == ("mine", "invalid")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1e-999", "9" * 5000])
async def test_strange_numbers_are_refused(socket: Socket, number: str) -> None:
    text = '{"type":"message.delete","id":"n","conversation":"x","seq":%s}' % number  # noqa: UP031
    reply = await complaint(socket, text)
    assert reply["error"]["code"] == "invalid"
    assert await socket.ask("ping") == {}


async def test_half_of_a_character_is_refused(socket: Socket, alice: Person, world: World) -> None:
    garden = await world.group(alice)
    text = '{"type":"message.send","id":"s","conversation":"%s","client_id":"%s","body":"a\\ud83d"}'
    reply = await complaint(socket, text % (garden, "0190f5fe-7c00-7000-8000-000000000001"))
    assert (reply["to"], reply["error"]["code"]) == ("s", "invalid")
    assert (await alice.get(f"conversations/{garden}"))["last_seq"] == 0


async def test_fields_that_are_not_known_are_ignored(socket: Socket) -> None:
    assert await socket.ask("ping", of_the_future={"a": [1]}) == {}


async def test_a_field_said_twice_does_no_harm(socket: Socket) -> None:
    reply = await complaint(socket, '{"type":"ping","id":"one","id":"two"}')
    assert reply["to"] in ("one", "two", None)
    assert await socket.ask("ping") == {}


async def test_errors_keep_the_inside_to_themselves(socket: Socket, alice: Person) -> None:
    replies = [await complaint(socket, text) for text in ("{", '{"type":"sync","id":"x","revs":3}')]
    said = json.dumps(replies)
    assert not any(word in said for word in ("Traceback", "msgspec", "SELECT", ".py", alice.access))


# Closes


async def test_endless_nonsense_is_closed(socket: Socket) -> None:
    for _ in range(200):
        await socket.line.send("nonsense")
        if not socket.is_open:
            break
    assert await socket.closed() == 1008
    assert socket.replies
    assert all(reply["error"]["code"] == "invalid" for reply in socket.replies)


async def test_a_mistake_now_and_then_closes_nothing(socket: Socket) -> None:
    for _ in range(40):
        await complaint(socket, "nonsense")
        assert await socket.ask("ping") == {}


async def test_the_largest_frame_is_read(socket: Socket) -> None:
    text = '{"type":"ping","id":"big","padding":""}'
    padded = text.replace('""}', '"' + "x" * (FRAME - len(text)) + '"}')
    assert len(padded) == FRAME
    assert (await complaint(socket, padded))["ok"] == {}


async def test_a_larger_frame_is_closed(socket: Socket, alice: Person) -> None:
    other = await alice.connect()
    await socket.line.send("x" * (FRAME + 1))
    assert await socket.closed() == 1009
    assert await other.ask("ping") == {}


async def test_a_frame_is_measured_in_bytes(socket: Socket) -> None:
    await socket.line.send("é" * (FRAME // 2 + 1))
    assert await socket.closed() == 1009


async def test_fragments_without_end_are_closed(socket: Socket) -> None:
    async def pieces() -> AsyncIterator[str]:
        for _ in range(FRAME // 1024 + 1):
            yield "x" * 1024
        await socket.closed()

    with suppress(ConnectionClosed):
        await socket.line.send(pieces())
    assert await socket.closed() == 1009


async def test_bytes_that_are_no_text_are_closed(socket: Socket, alice: Person, servers: Servers) -> None:
    other = await alice.connect()
    await socket.line.send(b'{"type":"ping","id":"\xff\xfe"}', text=True)
    assert await socket.closed() == 1007
    assert await other.ask("ping") == {}
    # uvicorn logs it at length; nothing in our code failed.
    assert "Invalid UTF-8" in servers.a.complaints()


async def test_a_protocol_ping_is_answered(socket: Socket) -> None:
    pong = await socket.line.ping(os.urandom(100))
    assert await pong >= 0


# Replies


async def test_each_command_gets_exactly_one_reply(socket: Socket, alice: Person, world: World) -> None:
    garden = await world.group(alice)
    commands: list[tuple[str, dict[str, Any]]] = [
        ("ping", {}),
        (
            "message.send",
            {"conversation": garden, "body": "x", "client_id": "0190f5fe-7c00-7000-8000-00000000000a"},
        ),
        ("message.send", {"conversation": garden, "body": "", "client_id": "0190f5fe-7c00-7000-8000-00000000000b"}),
        ("message.edit", {"conversation": garden, "seq": 99, "body": "x"}),
        ("message.delete", {"conversation": "nowhere", "seq": 1}),
        ("receipt.advance", {"conversation": garden, "read_seq": 1}),
        ("typing.start", {"conversation": garden}),
        ("typing.stop", {"conversation": garden}),
        ("presence.watch", {"users": [alice.id]}),
        ("sync", {"revs": {}}),
        ("no.such", {}),
    ]
    given = [await socket.say(type, **fields) for type, fields in commands * 3]
    for id in given:
        await socket.reply(id)
    await socket.ask("ping")
    assert sorted(reply["to"] for reply in socket.replies[:-1]) == sorted(given)
    assert all(("ok" in reply) != ("error" in reply) for reply in socket.replies)


async def test_an_id_is_repeated_as_it_was_given(socket: Socket) -> None:
    for id in ("é😀 \n\"'", "x" * 500, "c1"):
        await socket.line.send(json.dumps({"type": "ping", "id": id}))
        assert (await socket.hear_reply(lambda reply, id=id: reply["to"] == id))["ok"] == {}  # type: ignore[misc]


async def test_frames_that_are_ready_together_travel_together(world: World, servers: Servers) -> None:
    """…in an array, to be taken in order."""
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    one, other = await alice.connect(servers.a), await bob.connect(servers.a)
    drafts = [
        {"conversation": garden, "body": str(n), "client_id": f"0190f5fe-7c00-7000-8000-{n:012d}"} for n in range(200)
    ]
    given = [await one.say("message.send", **draft) for draft in drafts]
    for id in given:
        await one.reply(id)
    heard = await other.hear_all(200, "message", conversation=garden)
    assert [event["rev"] for event in heard] == list(range(4, 204))
    assert [event["message"]["body"] for event in heard] == [str(n) for n in range(200)]
    assert any(isinstance(frame, list) for frame in other.frames)
    assert all(isinstance(frame, dict) or len(frame) > 1 for frame in other.frames)


async def test_a_lone_send_is_answered_in_one_frame(world: World, servers: Servers) -> None:
    """The reply and the event share a frame: two frames would wake the sender's phone twice."""
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    one = await alice.connect(servers.a)
    before = len(one.frames)
    await one.send(garden, "Good morning")
    await one.hear("message", conversation=garden)
    (frame,) = one.frames[before:]
    assert sorted(event["type"] for event in frame) == ["message", "reply"]
