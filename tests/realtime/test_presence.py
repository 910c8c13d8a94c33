"""Presence, as users who share a conversation see it, and typing. Slow tests are in test_long_run."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from messaging.presence.board import GRACE
from messaging.presence.reading import Seen, client, presence_of
from tests.contract.client import Person
from tests.contract.server import Servers, Services
from tests.contract.sockets import SOON
from tests.contract.world import World


@pytest.fixture
async def bob(world: World, servers: Servers) -> Person:
    return await world.person("bob", servers.b)


async def test_a_watcher_is_told_how_people_are_and_when_they_come(world: World, alice: Person, bob: Person) -> None:
    await world.direct(alice, bob)
    watching = await alice.connect()
    assert await watching.ask("presence.watch", users=[bob.id]) == {"users": {bob.id: {"online": False}}}
    await bob.connect()
    assert (await watching.receive("presence", user=bob.id))["online"] is True
    assert await watching.ask("presence.watch", users=[bob.id, alice.id]) == {
        "users": {bob.id: {"online": True}, alice.id: {"online": True}}
    }


async def test_only_those_one_shares_a_conversation_with(world: World, alice: Person, bob: Person) -> None:
    mallory = await world.person("mallory")
    await world.group(alice, bob)
    await bob.connect()
    for person, expected in [(alice, {bob.id}), (mallory, set())]:
        socket = await person.connect()
        told = await socket.ask("presence.watch", users=[bob.id, "nobody", str(bob.id).upper() + "x"])
        assert set(told["users"]) == expected


async def test_a_list_replaces_the_last(world: World, alice: Person, bob: Person, servers: Servers) -> None:
    carol = await world.person("carol", servers.b)
    await world.group(alice, bob, carol)
    watching = await alice.connect()
    await watching.ask("presence.watch", users=[bob.id])
    await watching.ask("presence.watch", users=[carol.id])
    await bob.connect()
    await carol.connect()
    await watching.receive("presence", user=carol.id, online=True)
    assert not watching.received("presence", user=bob.id)


async def test_at_most_two_hundred_are_watched(alice: Person) -> None:
    socket = await alice.connect()
    assert await socket.code("presence.watch", users=["x"] * 200) == "ok"
    assert await socket.code("presence.watch", users=["x"] * 201) == "invalid"


async def test_another_device_is_no_news(world: World, alice: Person, bob: Person, servers: Servers) -> None:
    carol = await world.person("carol", servers.b)
    await world.group(alice, bob, carol)
    watching = await alice.connect()
    await watching.ask("presence.watch", users=[bob.id, carol.id])
    await bob.connect()
    await watching.receive("presence", user=bob.id)
    await bob.connect(servers.a)
    await carol.connect()
    await watching.receive("presence", user=carol.id)
    assert len(watching.received("presence", user=bob.id)) == 1


# Activity


@pytest.fixture
def board(services: Services, settings: Any) -> Iterator[None]:
    """Uses the servers' Valkey."""
    settings.REDIS_URL, settings.REDIS_PREFIX = services.redis_url, services.redis_prefix
    client.cache_clear()
    yield
    client.cache_clear()


async def _device(person: Person) -> str:
    devices = (await person.do("GET", "me/devices"))["items"]
    return str(next(device["id"] for device in devices if device["current"]))


async def _until(person: Person, expected: Seen) -> None:
    device = await _device(person)
    seen = Seen(frozenset({"?"}), frozenset())
    async with asyncio.timeout(SOON):
        while seen != expected:
            seen = await asyncio.to_thread(presence_of, [person.id, "nobody"], [device, "none"])
            await asyncio.sleep(0.05)


@pytest.mark.usefixtures("board")
async def test_connected_user_is_active_until_they_report_otherwise(alice: Person) -> None:
    here = frozenset({await _device(alice)})
    await _until(alice, Seen(frozenset(), frozenset()))
    socket = await alice.connect()
    await _until(alice, Seen(frozenset({alice.id}), here))
    assert await socket.ask("activity", active=False) == {}
    await _until(alice, Seen(frozenset(), here))
    await socket.ask("activity", active=True)
    await _until(alice, Seen(frozenset({alice.id}), here))
    await socket.close()
    await _until(alice, Seen(frozenset(), frozenset()))


@pytest.mark.usefixtures("board")
async def test_user_is_active_when_one_connection_is_in_use(alice: Person, servers: Servers) -> None:
    here = frozenset({await _device(alice)})
    await alice.connect(servers.b)
    idle = await alice.connect(servers.a)
    await idle.ask("activity", active=False)
    await asyncio.sleep(GRACE + 1)
    await _until(alice, Seen(frozenset({alice.id}), here))


# Typing


async def test_members_hear_who_begins_and_stops_typing(world: World, alice: Person, bob: Person) -> None:
    garden = await world.group(alice, bob)
    typing, reading = await alice.connect(), await bob.connect()
    assert await typing.ask("typing.start", conversation=garden) == {}
    await reading.receive("typing", conversation=garden, user=alice.id, active=True)
    assert await typing.ask("typing.stop", conversation=garden) == {}
    await reading.receive("typing", conversation=garden, user=alice.id, active=False)


async def test_typing_is_refused_in_a_closed_conversation(
    world: World, alice: Person, bob: Person, servers: Servers
) -> None:
    garden = await world.group(alice, bob)
    before = await bob.connect(servers.b)
    await before.ask("typing.start", conversation=garden)
    for is_closed in (True, False):
        await alice.do("PUT" if is_closed else "DELETE", f"conversations/{garden}/closed")
        await before.receive("conversation")
        before.events.clear()
        after = await bob.connect(servers.b)
        for socket in (before, after):
            wanted = "conversation_closed" if is_closed else "ok"
            assert await socket.code("typing.start", conversation=garden) == wanted
            assert await socket.code("typing.stop", conversation=garden) == "ok"


async def test_outsiders_neither_type_nor_hear_of_it(world: World, alice: Person, bob: Person) -> None:
    mallory = await world.person("mallory")
    garden, beside = await world.group(alice, bob), await world.direct(alice, mallory)
    typing, reading, outside = await alice.connect(), await bob.connect(), await mallory.connect()
    await typing.ask("typing.start", conversation=garden)
    await reading.receive("typing", conversation=garden)
    await typing.ask("typing.start", conversation=beside)
    await outside.receive("typing", conversation=beside)
    assert not outside.received("typing", conversation=garden)
    for command in ("typing.start", "typing.stop"):
        assert await outside.code(command, conversation=garden) == "not_found"
        assert await outside.code(command, conversation="*") == "not_found"
