"""Receipts: two watermarks for each member, which only rise."""

import asyncio
from typing import NamedTuple

import pytest

from tests.contract.client import Person
from tests.contract.server import Servers
from tests.contract.sockets import Socket
from tests.contract.world import World


class Scene(NamedTuple):
    garden: str
    alice: Person
    bob: Person
    by_alice: Socket
    by_bob: Socket


@pytest.fixture
async def scene(world: World, servers: Servers) -> Scene:
    """Alice wrote four messages that bob has not received. Alice is connected to process a, bob to b."""
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    by_alice, by_bob = await alice.connect(servers.a), await bob.connect(servers.b)
    for n in range(4):
        await by_alice.send(garden, str(n))
    return Scene(garden, alice, bob, by_alice, by_bob)


async def advance(scene: Scene, **marks: int) -> tuple[int, int]:
    now = await scene.by_bob.ask("receipt.advance", conversation=scene.garden, **marks)
    return now["delivered_seq"], now["read_seq"]


async def test_they_rise_and_everybody_hears_it(scene: Scene) -> None:
    assert await advance(scene, delivered_seq=3) == (3, 0)
    received = await scene.by_alice.receive("receipt", conversation=scene.garden, user=scene.bob.id)
    assert (received["delivered_seq"], received["read_seq"]) == (3, 0)
    assert await advance(scene, read_seq=2) == (3, 2)
    await scene.by_alice.receive("receipt", user=scene.bob.id, delivered_seq=3, read_seq=2)


async def test_they_never_fall(scene: Scene) -> None:
    assert await advance(scene, read_seq=3) == (3, 3)
    assert await advance(scene, delivered_seq=1, read_seq=1) == (3, 3)
    assert await advance(scene) == (3, 3)


async def test_reading_raises_delivered_seq(scene: Scene) -> None:
    assert await advance(scene, delivered_seq=1, read_seq=3) == (3, 3)


async def test_receipt_beyond_the_last_message_is_cut(scene: Scene) -> None:
    assert await advance(scene, delivered_seq=1000, read_seq=2**53 - 1) == (4, 4)
    assert (await scene.bob.get(f"conversations/{scene.garden}"))["unread"] == 0


async def test_unread_is_exact(scene: Scene) -> None:
    for read in range(5):
        await advance(scene, read_seq=read)
        whole = await scene.bob.get(f"conversations/{scene.garden}")
        assert whole["unread"] == 4 - read
        assert whole["membership"]["read_seq"] == read


async def test_sending_advances_the_senders_receipt_without_an_event(scene: Scene) -> None:
    rev = (await scene.by_bob.send(scene.garden, "five"))["rev"]
    await scene.by_alice.receive("message", conversation=scene.garden, rev=rev)
    # A receipt that did move, sent after it, arrived first.
    await scene.by_alice.ask("receipt.advance", conversation=scene.garden, read_seq=5)
    for socket in (scene.by_alice, scene.by_bob):
        await socket.receive("receipt", user=scene.alice.id, read_seq=5)
        assert not socket.received("receipt", user=scene.bob.id)
    whole = await scene.bob.get(f"conversations/{scene.garden}")
    assert (whole["unread"], whole["membership"]["delivered_seq"]) == (0, 5)


async def test_receipt_that_does_not_rise_is_not_published(scene: Scene) -> None:
    await advance(scene, read_seq=2)
    await advance(scene, read_seq=2)
    await advance(scene, read_seq=1)
    await advance(scene, read_seq=3)
    await scene.by_alice.receive("receipt", user=scene.bob.id, read_seq=3)
    assert [event["read_seq"] for event in scene.by_alice.received("receipt", user=scene.bob.id)] == [2, 3]


async def test_a_storm_of_receipts_ends_at_the_highest(scene: Scene) -> None:
    marks = [3, 1, 4, 2, 0, 4, 1]
    given = [
        await scene.by_bob.send_command("receipt.advance", conversation=scene.garden, read_seq=mark) for mark in marks
    ]
    rest = asyncio.gather(
        *(
            scene.bob.do("PUT", f"conversations/{scene.garden}/receipt", {"delivered_seq": mark}, at=scene.bob.home)
            for mark in marks
        )
    )
    for id in given:
        assert "ok" in await scene.by_bob.reply(id)
    await rest
    assert await advance(scene) == (4, 4)
    told = [(e["delivered_seq"], e["read_seq"]) for e in scene.by_bob.received("receipt", user=scene.bob.id)]
    assert all(delivered >= read for delivered, read in told)


async def test_outsiders_have_none(scene: Scene, world: World) -> None:
    mallory = await world.person("mallory")
    socket = await mallory.connect()
    assert await socket.code("receipt.advance", conversation=scene.garden, read_seq=1) == "not_found"
    answer = await mallory.call("PUT", f"conversations/{scene.garden}/receipt", {"read_seq": 1})
    assert answer.code == "not_found"


async def test_newcomer_has_read_the_existing_messages(scene: Scene, world: World) -> None:
    carol = await world.person("carol")
    await scene.alice.do("POST", f"conversations/{scene.garden}/members", {"user": carol.id})
    whole = await carol.get(f"conversations/{scene.garden}")
    assert (whole["unread"], whole["membership"]["delivered_seq"], whole["membership"]["read_seq"]) == (0, 4, 4)
    assert len(await carol.items(f"conversations/{scene.garden}/messages")) == 4
