"""A removed member receives no events committed afterwards, and can do nothing in the conversation."""

from typing import Any

import pytest

from chatproject.contract.verbs import Verb
from tests.contract.server import Servers
from tests.contract.sockets import SOON
from tests.contract.world import World
from tests.realtime.removing import Scene, everything, is_back, reached, replied, talking
from tests.verbs import EXAMPLES, OPERATIONS, ORDERED, fields_of, request_of


@pytest.fixture
async def scene(world: World, servers: Servers) -> Scene:
    alice, bob, carol = await world.cast("alice", "bob", "carol")
    bob.home = servers.b
    garden = await world.group(alice, bob, carol)
    path = f"conversations/{garden}"
    await alice.do("PATCH", f"{path}/members/{carol.id}", {"role": "admin"})
    held = (await carol.get(path))["rev"]
    devices = [await carol.connect(process) for process in servers.both]
    await carol.send(garden, "one")
    await carol.do("PUT", f"{path}/messages/1/reactions/👍")
    await alice.send(garden, "two")
    return Scene(garden, held, alice, bob, carol, await bob.connect(), devices, await world.direct(bob, carol))


#: The verbs of a conversation.
COMMANDS = [verb for verb in ORDERED if "conversation" in verb.command.__struct_fields__]
#: The calls below it that are not theirs.
CALLS: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("GET", "/members", None),
    ("GET", "/messages", None),
    ("GET", "/messages/1", None),
    ("GET", "/messages/2", None),
    ("GET", "/messages/2/revisions", None),
    ("GET", "/changes?since=0", None),
    ("GET", "/invitations", None),
    ("POST", "/invitations", {}),
    ("PATCH", "/membership", {"pinned": True}),
]


def expected_after(verb: Verb) -> str:
    return "ok" if EXAMPLES[verb.name].when_left else "not_found"


async def test_every_command_that_went_before_is_refused_after(scene: Scene) -> None:
    for is_in in (True, False):
        for device in scene.devices:
            for verb in COMMANDS:
                code = await device.code(verb.name, **fields_of(verb, conversation=scene.garden))
                if is_in and device is scene.devices[0]:
                    assert code == "ok", verb.name
                elif not is_in:
                    assert code == expected_after(verb), verb.name
        if is_in:
            await scene.remove()


async def test_every_call_that_went_before_is_refused_after(scene: Scene, servers: Servers) -> None:
    for is_in in (True, False):
        calls = [(method, scene.path + path, body) for method, path, body in CALLS]
        after = ["not_found" for _ in calls]
        for verb in (verb for verb in COMMANDS if verb in OPERATIONS):
            calls.append(request_of(verb, fields_of(verb, conversation=scene.garden)))
            after.append(expected_after(verb))
        for (method, path, body), expected in zip(calls, after, strict=True):
            answer = await scene.carol.call(method, path, body, at=servers.b)
            assert answer.code == ("ok" if is_in else expected), (method, path)
        if is_in:
            await scene.remove()


async def test_she_hears_nothing_that_comes_after(scene: Scene) -> None:
    await scene.by_bob.ask("typing.start", conversation=scene.garden)
    for device in scene.devices:
        await device.receive("typing", conversation=scene.garden)
    rev = await scene.remove()
    await scene.by_bob.send(scene.garden, "about her")
    await scene.bob.do("PATCH", f"{scene.path}/messages/3", {"body": "about her, edited"})
    await scene.alice.do("PUT", f"{scene.path}/messages/2/reactions/👍")
    await scene.alice.do("DELETE", f"{scene.path}/messages/1")
    await scene.alice.do("PATCH", scene.path, {"title": "Without her"})
    await scene.alice.do("PATCH", f"{scene.path}/members/{scene.bob.id}", {"role": "admin"})
    await scene.by_bob.ask("receipt.advance", conversation=scene.garden, read_seq=3)
    await scene.by_bob.ask("typing.stop", conversation=scene.garden)
    await scene.by_bob.ask("typing.start", conversation=scene.garden)
    await scene.fence()
    for device in scene.devices:
        gone = device.received("gone", conversation=scene.garden)
        assert [event["rev"] for event in gone] == [rev]
        after = device.events[device.events.index(gone[0]) + 1 :]
        assert not [event for event in after if scene.garden in str(event)]


async def test_conversation_is_in_no_list_after_removal(scene: Scene, servers: Servers) -> None:
    held = (await scene.carol.get(scene.path))["rev"]
    rev = await scene.remove()
    await scene.by_bob.send(scene.garden, "about her")
    for person in (scene.carol, await scene.carol.sign_in()):
        socket = await person.connect(servers.b)
        told = await socket.ask("sync", revs={scene.garden: held})
        assert told["gone"] == [{"conversation": scene.garden, "rev": rev}]
        assert scene.garden not in str({**told, "gone": []})
        assert scene.garden not in str(await socket.ask("sync", revs={}))
        assert scene.garden not in str(await person.items("conversations"))


async def test_a_socket_opened_after_it_hears_nothing(scene: Scene, servers: Servers) -> None:
    await scene.remove()
    late = [await scene.carol.connect(process) for process in servers.both]
    await scene.by_bob.send(scene.garden, "about her")
    scene.devices[:] = late
    await scene.fence()
    assert not any(scene.garden in str(event) for device in late for event in device.events)


async def test_leaving_is_the_same(scene: Scene) -> None:
    await scene.carol.do("DELETE", f"{scene.path}/members/{scene.carol.id}")
    for device in scene.devices:
        await device.receive("gone", conversation=scene.garden)
    await scene.by_bob.send(scene.garden, "about her")
    await scene.fence()
    assert not any(
        event["message"]["seq"] > 2 for event in scene.devices[1].received("message", conversation=scene.garden)
    )


async def test_presence_is_no_longer_seen_where_nothing_is_shared(world: World, servers: Servers) -> None:
    alice, carol = await world.cast("alice", "carol")
    garden = await world.group(alice, carol)
    socket = await carol.connect(servers.b)
    assert set((await socket.ask("presence.watch", users=[alice.id]))["users"]) == {alice.id}
    await alice.do("DELETE", f"conversations/{garden}/members/{carol.id}")
    await socket.receive("gone")
    assert (await socket.ask("presence.watch", users=[alice.id]))["users"] == {}


async def test_thirty_removals_in_the_middle_of_talk(scene: Scene, servers: Servers) -> None:
    """Between her removal at rev n and her return at rev m carol receives and sends nothing."""
    spans: list[tuple[int, int]] = []
    async with talking(scene, servers):
        for round in range(30):
            at = servers.both[round % 2]
            await replied(scene, "ok")
            await scene.alice.do("DELETE", f"{scene.path}/members/{scene.carol.id}", at=at)
            await replied(scene, "error")
            added = await scene.alice.do("POST", f"{scene.path}/members", {"user": scene.carol.id}, at=at)
            for device in scene.devices:
                await device.until(lambda d=device, n=added["rev"]: is_back(d, scene.garden, n), SOON, "her return")  # type: ignore[misc]
            gone = max(event["rev"] for event in scene.devices[0].received("gone"))
            spans.append((gone, added["rev"]))
    await scene.fence()
    head = (await scene.bob.get(scene.path))["rev"]
    away = {rev for gone, back in spans for rev in range(gone, back)}
    for device in scene.devices:
        assert [event["rev"] for event in device.received("gone")] == [gone for gone, _ in spans]
        assert reached(device, scene) == head
    messages = await everything(scene)
    assert len(messages) > 60
    assert [message["seq"] for message in messages] == list(range(1, len(messages) + 1))
    hers = {message["rev"] for message in messages if message["sender"] == scene.carol.id}
    assert hers
    assert not hers & away
