"""One verb, two endpoints: each command has the same code and effect through REST and through the socket."""

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
from tests.verbs.example import USED, Case


def test_every_command_is_declared_and_has_cases() -> None:
    names = {verb.name for verb in VERBS.values()}
    undeclared = {command.__struct_config__.tag for command in set(INPUTS) - set(VERBS)}
    assert not undeclared, f"declare their operations with @command: {undeclared}"
    assert set(EXAMPLES) == names, f"a module of tests/verbs needs an example of {set(EXAMPLES) ^ names}"
    without = {verb.name for verb in VERBS.values() if not verb.of_connection and not EXAMPLES[verb.name].cases}
    assert not without, f"their examples in tests/verbs need cases: {without}"
    unreachable = {verb.name for verb in VERBS.values() if not verb.of_connection and not verb.call}
    assert not unreachable, f"name their REST calls, with rest= or view= of @command: {unreachable}"


@pytest.mark.parametrize("command", [verb.name for verb in OPERATIONS])
async def test_both_endpoints_agree(world: World, subtests: pytest.Subtests, command: str) -> None:
    people = dict(zip(NAMES, await world.cast(*NAMES), strict=True))
    unchanged: dict[str, list[Room]] = {}
    for case in EXAMPLES[command].cases:
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


async def fields_of(command: str, case: Case, room: Room) -> dict[str, Any]:
    """The case's fields, with a client_id where one is wanted and none is given."""
    fields = dict(case.fields)
    if fields and "client_id" in NAMED[command].command.__struct_fields__:
        fields.setdefault("client_id", str(uuid4()))
    if fields.get("client_id") == USED:
        ann = room.people["ann"]
        fields["client_id"] = str(uuid4())
        await ann.send((await ann.do("POST", "conversations", ALONE))["id"], "x", client_id=fields["client_id"])
    return fields


ALONE = {"kind": "direct", "members": []}


async def over_socket(command: str, case: Case, room: Room) -> Answer:
    socket, fields = await room.socket_of(case.who), await fields_of(command, case, room)
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
    call, fields = room.people[case.who].call, await fields_of(command, case, room)
    if command == "sync":
        return await call("GET", f"conversations/{quote(room.id)}/changes?{urlencode(fields)}")
    return await call(*request_of(NAMED[command], {"conversation": room.id, **fields}))
