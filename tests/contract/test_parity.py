"""One verb, two endpoints: each command has the same code and effect through REST and through the socket."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest

from chatproject.contract.commands.socket import INPUTS
from chatproject.contract.verbs import VERBS
from tests.contract.client import Answer
from tests.contract.rooms import NAMES, ROOMS, Room
from tests.contract.sockets import Refused, Socket
from tests.contract.world import World
from tests.verbs import EXAMPLES, NAMED, OPERATIONS, request_of


@dataclass(frozen=True)
class Case:
    """A user sends a command in a conversation of rooms.py; `changes` is how many revs it takes."""

    who: str
    code: str
    fields: dict[str, Any] = field(default_factory=dict)
    where: str = "garden"
    changes: int = 0

    def __str__(self) -> str:
        fields = {name: str(value)[:12] for name, value in self.fields.items()}
        return f"{self.who} in {self.where} {fields}"


ANYBODY = ["out", "ex"]
USED = "the client_id that ann used elsewhere"

CASES: dict[str, list[Case]] = {
    "message.send": [
        Case("mia", "ok", {"body": "hi"}, changes=1),
        Case("mia", "ok", {"body": "hi", "reply_to": 1}, changes=1),
        Case("mia", "ok", {"body": "hi", "reply_to": None, "attachments": []}, changes=1),
        Case("ann", "ok", {"body": "hi"}, "direct", changes=1),
        Case("ann", "person_blocked", {"body": "hi"}, "blocking"),
        Case("mia", "ok", {"body": "hi"}, "blocking", changes=1),
        *[Case(who, "not_found", {"body": "hi"}) for who in ANYBODY],
        Case("mia", "not_found", {"body": "hi", "reply_to": 99}),
        Case("mia", "not_found", {"body": "hi", "reply_to": 0}),
        Case("mia", "not_found", {"body": "hi", "attachments": ["nothing"]}),
        Case("mia", "invalid", {"body": "hi", "reply_to": -1}),
        Case("mia", "invalid", {"body": "hi", "reply_to": 2**53}),
        Case("mia", "invalid", {"body": "hi", "reply_to": "1"}),
        Case("mia", "invalid", {"body": "hi", "client_id": "x"}),
        Case("mia", "invalid", {"body": "hi", "client_id": None}),
        Case("mia", "invalid", {"body": "hi", "attachments": "x"}),
        Case("mia", "invalid", {"body": ""}),
        Case("mia", "invalid", {"body": "\0"}),
        Case("mia", "invalid", {"body": 1}),
        Case("mia", "invalid", {}),
        Case("mia", "too_large", {"body": "x" * 20_001}),
        Case("ann", "client_id_used", {"body": "hi", "client_id": USED}),
        Case("mia", "ok", {"body": "hi", "client_id": USED}, changes=1),
        Case("ann", "not_found", {"body": "hi"}, "nowhere"),
        Case("ann", "not_found", {"body": "hi"}, "no id"),
    ],
    "message.edit": [
        Case("ann", "ok", {"seq": 1, "body": "better"}, changes=1),
        Case("ann", "ok", {"seq": 1, "body": "one"}),
        *[Case(who, "forbidden", {"seq": 1, "body": "mine"}) for who in ("mia", "adam", "olga")],
        *[Case(who, "not_found", {"seq": 4, "body": "mine"}) for who in ANYBODY],
        Case("ann", "conflict", {"seq": 3, "body": "again"}),
        Case("ann", "not_found", {"seq": 0, "body": "x"}),
        Case("ann", "not_found", {"seq": 99, "body": "x"}),
        Case("ann", "invalid", {"seq": 2**53, "body": "x"}),
        Case("ann", "invalid", {"seq": 1, "body": " "}),
        Case("ann", "invalid", {"seq": 1, "body": "a\0"}),
        Case("ann", "invalid", {"seq": 1}),
        Case("ann", "too_large", {"seq": 1, "body": "x" * 20_001}),
        Case("mia", "forbidden", {"seq": 1, "body": "mine"}, "direct"),
        Case("ann", "person_blocked", {"seq": 1, "body": "better"}, "blocking"),
        Case("ann", "not_found", {"seq": 1, "body": "x"}, "nowhere"),
    ],
    "message.delete": [
        *[Case(who, "ok", {"seq": 1}, changes=1) for who in ("ann", "adam", "olga")],
        Case("mia", "forbidden", {"seq": 1}),
        Case("ann", "ok", {"seq": 3}),
        Case("mia", "forbidden", {"seq": 3}),
        *[Case(who, "not_found", {"seq": 4}) for who in ANYBODY],
        Case("ann", "ok", {"seq": 1}, "direct", changes=1),
        Case("mia", "forbidden", {"seq": 1}, "direct"),
        Case("ann", "not_found", {"seq": 0}),
        Case("ann", "not_found", {"seq": 99}),
        Case("ann", "invalid", {"seq": 2**53}),
        Case("ann", "not_found", {"seq": 1}, "nowhere"),
    ],
    "reaction.add": [
        Case("mia", "ok", {"seq": 1, "emoji": "🎉"}, changes=1),
        Case("mia", "ok", {"seq": 1, "emoji": "#️⃣"}, changes=1),
        Case("mia", "ok", {"seq": 1, "emoji": "👩‍👩‍👧‍👦"}, changes=1),
        Case("mia", "ok", {"seq": 1, "emoji": "👍"}),
        Case("ann", "ok", {"seq": 1, "emoji": "👍"}, changes=1),
        *[Case(who, "not_found", {"seq": 1, "emoji": "🎉"}) for who in ANYBODY],
        Case("ann", "person_blocked", {"seq": 1, "emoji": "🎉"}, "blocking"),
        Case("mia", "ok", {"seq": 1, "emoji": "🎉"}, "blocking", changes=1),
        Case("mia", "conflict", {"seq": 3, "emoji": "🎉"}),
        Case("mia", "invalid", {"seq": 1, "emoji": "x"}),
        Case("mia", "invalid", {"seq": 1, "emoji": "👍👎"}),
        Case("mia", "invalid", {"seq": 1, "emoji": "🎉" * 33}),
        Case("mia", "invalid", {"seq": 1, "emoji": "\u200d"}),
        Case("mia", "invalid", {"seq": 1, "emoji": "\0"}),
        Case("mia", "invalid", {"seq": 1, "emoji": "<b>"}),
        Case("mia", "too_large", {"seq": 2, "emoji": "🎉"}, "crowded"),
        Case("adam", "ok", {"seq": 2, "emoji": chr(0x1F600)}, "crowded", changes=1),
        Case("mia", "not_found", {"seq": 99, "emoji": "🎉"}),
        Case("mia", "invalid", {"seq": 2**53, "emoji": "🎉"}),
        Case("mia", "not_found", {"seq": 1, "emoji": "🎉"}, "nowhere"),
    ],
    "reaction.remove": [
        Case("mia", "ok", {"seq": 1, "emoji": "👍"}, changes=1),
        Case("ann", "ok", {"seq": 1, "emoji": "👍"}),
        Case("mia", "ok", {"seq": 1, "emoji": "🎉"}),
        Case("mia", "invalid", {"seq": 1, "emoji": "no emoji"}),
        Case("mia", "invalid", {"seq": 1, "emoji": "a\0b"}),
        Case("mia", "ok", {"seq": 3, "emoji": "👍"}),
        *[Case(who, "not_found", {"seq": 1, "emoji": "👍"}) for who in ANYBODY],
        Case("mia", "not_found", {"seq": 99, "emoji": "👍"}),
        Case("mia", "invalid", {"seq": 2**53, "emoji": "👍"}),
    ],
    "receipt.advance": [
        Case("adam", "ok", {"read_seq": 2}),
        Case("adam", "ok", {"delivered_seq": 3}),
        Case("adam", "ok", {"delivered_seq": 1, "read_seq": 99}),
        Case("adam", "ok", {}),
        *[Case(who, "not_found", {"read_seq": 1}) for who in ANYBODY],
        Case("adam", "invalid", {"read_seq": -1}),
        Case("adam", "invalid", {"read_seq": "1"}),
        Case("adam", "invalid", {"delivered_seq": 2**53}),
        Case("adam", "not_found", {"read_seq": 1}, "nowhere"),
    ],
    "sync": [
        Case("mia", "ok", {"since": 0}),
        Case("mia", "ok", {"since": 5}),
        Case("mia", "ok", {"since": 5, "limit": 2}),
        Case("mia", "ok", {"since": 10**6}),
        Case("mia", "ok", {"since": 1, "limit": 10**6}),
        *[Case(who, "not_found", {"since": 0}) for who in ANYBODY],
        Case("mia", "invalid", {"since": -1}),
        Case("mia", "invalid", {"since": 0, "limit": 0}),
        Case("mia", "not_found", {"since": 1}, "nowhere"),
    ],
}


def test_every_command_is_declared_and_has_cases() -> None:
    assert set(VERBS) == set(INPUTS)
    assert set(EXAMPLES) == {verb.name for verb in VERBS.values()}, "tests/verbs.py needs an example for each verb"
    assert {verb.name for verb in VERBS.values() if not verb.of_connection} == set(CASES)
    assert {verb.name for verb in OPERATIONS} == set(CASES), "tests/verbs.py needs the REST call of each of these"


@pytest.mark.parametrize("command", CASES)
async def test_both_endpoints_agree(world: World, subtests: pytest.Subtests, command: str) -> None:
    people = dict(zip(NAMES, await world.cast(*NAMES), strict=True))
    unchanged: dict[str, list[Room]] = {}
    for case in CASES[command]:
        with subtests.test(str(case)):
            rooms = unchanged.pop(case.where, None) or [await ROOMS[case.where](people, world) for _ in range(2)]
            by_rest, by_socket = rooms
            told, answered = await over_rest(command, case, by_rest), await over_socket(command, case, by_socket)
            assert (told.code, answered.code) == (case.code, case.code)
            if case.code == "ok":
                assert by_socket.plain(answered.body).items() <= by_rest.plain(told.body).items()
                assert await by_rest.effect() == await by_socket.effect()
            else:
                assert set(told.body) >= {"code", "detail"} <= set(answered.body)
            assert [await room.moved() for room in rooms] == [case.changes, case.changes]
            if case.changes == 0:
                unchanged[case.where] = rooms


async def fields_of(case: Case, room: Room) -> dict[str, Any]:
    """The case's fields, with a client_id where one is wanted and none is given."""
    fields = dict(case.fields)
    if "body" in fields and "seq" not in fields:
        fields.setdefault("client_id", str(uuid4()))
    if fields.get("client_id") == USED:
        ann = room.people["ann"]
        fields["client_id"] = str(uuid4())
        await ann.send((await ann.do("POST", "conversations", ALONE))["id"], "x", client_id=fields["client_id"])
    return fields


ALONE = {"kind": "direct", "members": []}


async def over_socket(command: str, case: Case, room: Room) -> Answer:
    socket, fields = await room.socket_of(case.who), await fields_of(case, room)
    try:
        if command == "sync":
            return await synced(socket, room, case.who, **fields)
        return Answer(200, await socket.ask(command, conversation=room.id, **fields))
    except Refused as refused:
        return Answer(400, refused.error)


async def synced(socket: Socket, room: Room, who: str, since: int, **fields: Any) -> Answer:
    """Returns what sync holds of the conversation alone, in the form of REST's `changes`."""
    told = await socket.ask("sync", revs={room.id: since}, **fields)
    if told["gone"]:
        return Answer(404, {"code": "not_found", "detail": ""})
    head = (await room.people[who].get(f"conversations/{room.id}"))["rev"]
    nothing = {"rev": head, "members": [], "messages": [], "more": False}
    return Answer(200, told["changes"].get(room.id, nothing))


async def over_rest(command: str, case: Case, room: Room) -> Answer:
    call, fields = room.people[case.who].call, await fields_of(case, room)
    if command == "sync":
        return await call("GET", f"conversations/{quote(room.id)}/changes?{urlencode(fields)}")
    return await call(*request_of(NAMED[command], {"conversation": room.id, **fields}))
