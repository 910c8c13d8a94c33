"""Frames of clients: the responses, and which of them close the socket."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from websockets.exceptions import ConnectionClosed

from tests.contract.client import Person
from tests.contract.server import Servers
from tests.contract.sockets import Socket
from tests.contract.world import World
from tests.realtime.frames import complaint

FRAME = 128 * 1024


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
    # uvicorn logs a long error; no code of this project failed.
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
    given = [await socket.send_command(type, **fields) for type, fields in commands * 3]
    for id in given:
        await socket.reply(id)
    await socket.ask("ping")
    assert sorted(reply["to"] for reply in socket.replies[:-1]) == sorted(given)
    assert all(("ok" in reply) != ("error" in reply) for reply in socket.replies)


async def test_an_id_is_repeated_as_it_was_given(socket: Socket) -> None:
    for id in ("é😀 \n\"'", "x" * 500, "c1"):
        await socket.line.send(json.dumps({"type": "ping", "id": id}))
        assert (await socket.receive_reply(lambda reply, id=id: reply["to"] == id))["ok"] == {}  # type: ignore[misc]


async def test_frames_that_are_ready_together_travel_together(world: World, servers: Servers) -> None:
    """They share an array, to be processed in order."""
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    one, other = await alice.connect(servers.a), await bob.connect(servers.a)
    drafts = [
        {"conversation": garden, "body": str(n), "client_id": f"0190f5fe-7c00-7000-8000-{n:012d}"} for n in range(200)
    ]
    given = [await one.send_command("message.send", **draft) for draft in drafts]
    for id in given:
        await one.reply(id)
    received = await other.receive_all(200, "message", conversation=garden)
    assert [event["rev"] for event in received] == list(range(4, 204))
    assert [event["message"]["body"] for event in received] == [str(n) for n in range(200)]
    assert any(isinstance(frame, list) for frame in other.frames)
    assert all(isinstance(frame, dict) or len(frame) > 1 for frame in other.frames)


async def test_a_lone_send_is_answered_in_one_frame(world: World, servers: Servers) -> None:
    """The reply and the event share a frame: two frames would wake the sender's phone twice."""
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    one = await alice.connect(servers.a)
    before = len(one.frames)
    await one.send(garden, "Good morning")
    await one.receive("message", conversation=garden)
    (frame,) = one.frames[before:]
    assert sorted(event["type"] for event in frame) == ["message", "reply"]
