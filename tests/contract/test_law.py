"""The law, for every kind of change, on devices of all at both processes."""

from functools import partial
from typing import NamedTuple
from uuid import uuid4

import pytest

from tests.contract.client import Person
from tests.contract.law import Stage
from tests.contract.server import Servers
from tests.contract.sockets import Socket
from tests.contract.world import World
from tests.verbs import OPERATIONS, fields_of


class Scene(NamedTuple):
    """Alice owns a group that bob and carol are in, dave is not. Alice's commands go to process a, bob's to b."""

    world: World
    stage: Stage
    garden: str
    alice: Person
    bob: Person
    carol: Person
    dave: Person
    by_alice: Socket
    by_bob: Socket


@pytest.fixture
async def scene(world: World, servers: Servers) -> Scene:
    alice, bob, carol, dave = await world.cast("alice", "bob", "carol", "dave")
    garden = await world.group(alice, bob, carol)
    await alice.send(garden, "one")
    await bob.send(garden, "two")
    await carol.send(garden, "three")
    stage = await Stage.of_all(world, servers, garden)
    return Scene(world, stage, garden, alice, bob, carol, dave, alice.sockets[0], bob.sockets[1])


@pytest.fixture
def path(scene: Scene) -> str:
    return f"conversations/{scene.garden}"


# Messages


async def test_sending(scene: Scene) -> None:
    await scene.stage.verify(lambda: scene.by_alice.send(scene.garden, "four", reply_to=2))


async def test_sending_over_rest(scene: Scene, servers: Servers) -> None:
    await scene.stage.verify(lambda: scene.carol.send(scene.garden, "four", at=servers.b))


async def test_sending_many_at_once(scene: Scene) -> None:
    async def act() -> None:
        ids = [await scene.by_bob.send_command("message.send", **draft(scene.garden, str(n))) for n in range(30)]
        for id in ids:
            assert "ok" in await scene.by_bob.reply(id)

    await scene.stage.verify(act, moves=30)


def draft(conversation: str, body: str) -> dict[str, str]:
    return {"conversation": conversation, "body": body, "client_id": str(uuid4())}


async def test_mentioning(scene: Scene) -> None:
    """As the server finds it in the text, as the client says, in an edit, and no more once it is deleted."""
    here = {"here": True, "offset": 3, "length": 5}
    carol = {"user": scene.carol.id, "offset": 9, "length": 6}
    verify, garden = scene.stage.verify, scene.garden
    body = f"😀 @{scene.bob.username}"
    await verify(lambda: scene.by_alice.send(garden, body))
    await verify(lambda: scene.by_alice.send(garden, "😀 @here @Carol", mentions=[here, carol]))
    await verify(lambda: scene.by_alice.ask("message.edit", conversation=garden, seq=4, body=f"{body} {body}"))
    await verify(lambda: scene.by_alice.ask("message.edit", conversation=garden, seq=5, body="@Carol", mentions=[]))
    await verify(lambda: scene.by_alice.ask("message.delete", conversation=garden, seq=4))
    [_, _, _, gone, plain] = (await scene.bob.get(f"conversations/{garden}/messages"))["items"]
    assert "mentions" not in gone
    assert "mentions" not in plain


async def test_each_verb_is_numbered_once(scene: Scene, subtests: pytest.Subtests) -> None:
    await scene.by_alice.ask("reaction.add", conversation=scene.garden, seq=1, emoji="👍")
    for verb in OPERATIONS:
        if "rev" in verb.reply.__struct_fields__:
            with subtests.test(verb.name):
                act = partial(scene.by_alice.ask, verb.name, **fields_of(verb, conversation=scene.garden))
                await scene.stage.verify(act)
                await scene.stage.verify(act, moves=0)


async def test_deleting_the_newest(scene: Scene, path: str) -> None:
    await scene.by_bob.ask("reaction.add", conversation=scene.garden, seq=3, emoji="👍")
    await scene.stage.verify(lambda: scene.alice.do("DELETE", f"{path}/messages/3"))
    last = (await scene.bob.get(path))["last_message"]
    assert (last["seq"], last["reactions"], "body" in last) == (3, {}, False)
    assert last["deleted_at"]


# Members


async def test_adding_a_member(scene: Scene, path: str) -> None:
    async def add() -> None:
        await scene.bob.do("POST", f"{path}/members", {"user": scene.dave.id})

    await scene.stage.verify(add, coming=[scene.dave])
    await scene.stage.verify(add, moves=0)


async def test_removing_a_member_and_adding_them_again(scene: Scene, path: str) -> None:
    async def remove() -> None:
        await scene.alice.do("DELETE", f"{path}/members/{scene.carol.id}")

    async def add_again() -> None:
        await scene.alice.do("POST", f"{path}/members", {"user": scene.carol.id})

    await scene.stage.verify(remove, leaving=[scene.carol])
    await scene.stage.verify(lambda: scene.by_bob.send(scene.garden, "while she was away"))
    await scene.stage.verify(add_again, coming=[scene.carol])
    await scene.stage.verify(lambda: scene.carol.send(scene.garden, "I am back"))


async def test_leaving(scene: Scene, path: str) -> None:
    await scene.stage.verify(lambda: scene.bob.do("DELETE", f"{path}/members/{scene.bob.id}"), leaving=[scene.bob])


async def test_changing_a_role(scene: Scene, path: str) -> None:
    async def promote() -> None:
        await scene.alice.do("PATCH", f"{path}/members/{scene.bob.id}", {"role": "admin"})

    await scene.stage.verify(promote)
    await scene.stage.verify(promote, moves=0)
    await scene.stage.verify(lambda: scene.alice.do("PATCH", f"{path}/members/{scene.bob.id}", {"role": "member"}))


# The conversation


@pytest.mark.parametrize("change", [{"title": "Allotment"}, {"topic": "What grows"}, {"history": "joined"}])
async def test_changing_the_conversation(scene: Scene, path: str, change: dict[str, str]) -> None:
    await scene.stage.verify(lambda: scene.alice.do("PATCH", path, change))
    await scene.stage.verify(lambda: scene.alice.do("PATCH", path, change), moves=0)


async def test_closing_and_reopening_the_conversation(scene: Scene, path: str) -> None:
    for method in ("PUT", "DELETE"):
        act = partial(scene.alice.do, method, f"{path}/closed")
        await scene.stage.verify(act)
        await scene.stage.verify(act, moves=0)


async def test_changing_history_for_one_who_came_later(scene: Scene, path: str) -> None:
    await scene.stage.verify(
        lambda: scene.alice.do("POST", f"{path}/members", {"user": scene.dave.id}), coming=[scene.dave]
    )
    await scene.stage.verify(lambda: scene.alice.do("PATCH", path, {"history": "joined"}))
    await scene.stage.verify(lambda: scene.by_bob.send(scene.garden, "after bob joined"))
    await scene.stage.verify(lambda: scene.by_bob.ask("message.edit", conversation=scene.garden, seq=2, body="hidden"))


async def test_starting_a_group(scene: Scene) -> None:
    started = await scene.world.group(scene.alice, scene.bob, scene.dave, title="Shed", history="joined")
    await expect_whole(scene, started, scene.alice, scene.bob, scene.dave)
    assert not [m for m in scene.stage.of(scene.carol) if started in m.copies]


async def test_starting_a_direct_conversation(scene: Scene) -> None:
    started = await scene.world.direct(scene.dave, scene.alice)
    await expect_whole(scene, started, scene.alice, scene.dave)
    assert await scene.world.direct(scene.alice, scene.dave) == started


async def expect_whole(scene: Scene, started: str, *people: Person) -> None:
    """Asserts that all devices of these users hold the new conversation, and no other device does."""
    head = (await people[0].get(f"conversations/{started}"))["rev"]
    assert head == 1 + len(people)
    for mirror in scene.stage.of(*people):
        await mirror.reach(started, head)
        await mirror.compare(started)
    scene.stage.conversation = started
    everything = await people[0].get(f"conversations/{started}/changes?since=0")
    assert everything["rev"] == head
    assert {member["user"] for member in everything["members"]} == {person.id for person in people}
    assert everything["conversation"]["id"] == started


async def test_joining_a_channel(scene: Scene) -> None:
    market = await scene.world.group(scene.alice, scene.bob, kind="channel", title=f"Market {uuid4()}")
    for mirror in scene.stage.of(scene.alice, scene.bob):
        await mirror.reach(market, 3)
    scene.stage.conversation = market
    await scene.stage.verify(lambda: scene.dave.do("POST", f"conversations/{market}/join"), coming=[scene.dave])
    await scene.stage.verify(lambda: scene.dave.do("POST", f"conversations/{market}/join"), moves=0)


async def test_joining_by_an_invitation(scene: Scene, path: str) -> None:
    token = (await scene.alice.do("POST", f"{path}/invitations", {}))["token"]
    await scene.stage.verify(lambda: scene.dave.do("POST", f"invitations/{token}/join"), coming=[scene.dave])


# Events without a rev


async def test_receipts_move_no_rev(scene: Scene) -> None:
    """…but everyone's copy has them."""
    held = [m.copies[scene.garden].rev for m in scene.stage.of(scene.bob)]
    marks = await scene.by_alice.ask("receipt.advance", conversation=scene.garden, read_seq=3)
    assert marks == {"delivered_seq": 3, "read_seq": 3}
    for mirror in scene.stage.of(scene.alice, scene.bob, scene.carol):
        await mirror.socket.receive("receipt", conversation=scene.garden, user=scene.alice.id, read_seq=3)
        await mirror.process()
        await mirror.compare(scene.garden)
    assert held == [m.copies[scene.garden].rev for m in scene.stage.of(scene.bob)]


async def test_personal_settings_reach_only_the_members_own_devices(scene: Scene, path: str) -> None:
    before = (await scene.alice.get("me"))["me_rev"]
    await scene.alice.do("PATCH", f"{path}/membership", {"pinned": True, "muted_until": "2040-01-01T00:00:00Z"})
    for mirror in scene.stage.of(scene.alice):
        await mirror.reach_own(before + 1)
        await mirror.compare(scene.garden)
    assert not any(m.socket.received("membership") for m in scene.stage.of(scene.bob, scene.carol))
