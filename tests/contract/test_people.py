"""A renamed user reaches all who share a conversation with them: live, by sync, and after a lost event."""

from typing import Any

import pytest

from tests.contract.client import Person
from tests.contract.server import Servers
from tests.contract.world import World


@pytest.fixture
async def cast(world: World) -> list[Person]:
    """Alice and bob share two conversations; mallory shares none."""
    alice, bob, mallory = await world.cast("alice", "bob", "mallory")
    await world.group(alice, bob)
    await world.direct(alice, bob)
    return [alice, bob, mallory]


async def rename(person: Person, name: str) -> dict[str, Any]:
    await person.do("PATCH", "me", {"display_name": name})
    shown = await person.get(f"users/{person.id}")
    return {part: shown[part] for part in ("id", "username", "display_name")}


async def test_those_who_share_a_conversation_hear_of_it_once(cast: list[Person], servers: Servers) -> None:
    alice, bob, mallory = cast
    sockets = [await bob.connect(process) for process in servers.both]
    outside = await mallory.connect(servers.a)
    shown = await rename(alice, "Al")
    for socket in sockets:
        assert (await socket.receive("user"))["user"] == shown
    # Private parts of a profile are not sent to others.
    await alice.do("PATCH", "me", {"time_zone": "Asia/Tokyo"})
    last = await rename(alice, "Ally")
    for socket in sockets:
        assert [event["user"] for event in await socket.receive_all(2, "user")] == [shown, last]
    assert not outside.received("user")


async def test_renaming_reaches_a_device_that_was_away_by_sync(cast: list[Person]) -> None:
    alice, bob, mallory = cast
    sockets = [await person.connect() for person in (bob, mallory)]
    synced = [await socket.ask("sync", revs={}) for socket in sockets]
    assert [each["users"] for each in synced] == [[], []]
    shown = await rename(alice, "Al")
    for socket, before, expected in zip(sockets, synced, ([shown], []), strict=True):
        after = await socket.ask("sync", revs={}, as_of=before["as_of"])
        assert [user for user in after["users"] if user["id"] == alice.id] == expected
