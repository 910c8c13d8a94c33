"""A malformed command is answered with an error, with its id if that is readable."""

import json
from typing import Any

import pytest

from tests.contract.client import Person
from tests.contract.sockets import Socket
from tests.contract.world import World
from tests.realtime.frames import complaint


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
