"""Pins: their order, their limit, who sees them, and what ends them."""

from django.conf import settings

from tests.contract.client import Person
from tests.contract.world import World


async def pin(person: Person, conversation: str, *seqs: int) -> None:
    for seq in seqs:
        await person.do("PUT", f"conversations/{conversation}/messages/{seq}/pin")


async def pins(person: Person, conversation: str) -> list[int]:
    return [message["seq"] for message in (await person.get(f"conversations/{conversation}/pins"))["items"]]


async def talk(person: Person, conversation: str, count: int) -> None:
    for number in range(count):
        await person.send(conversation, str(number))


async def test_last_pinned_message_is_the_first_of_the_list(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    await talk(alice, garden, 3)
    await pin(alice, garden, 2, 1, 3)
    await pin(bob, garden, 2)
    assert await pins(bob, garden) == [3, 1, 2]
    [*_, second] = (await bob.get(f"conversations/{garden}/pins"))["items"]
    assert second["pinned_by"] == alice.id
    await bob.do("DELETE", f"conversations/{garden}/messages/1/pin")
    assert await pins(alice, garden) == [3, 2]


async def test_deleted_message_is_no_longer_pinned(world: World) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    await talk(alice, garden, 1)
    await pin(alice, garden, 1)
    await alice.do("DELETE", f"conversations/{garden}/messages/1")
    tombstone = await alice.get(f"conversations/{garden}/messages/1")
    assert await pins(alice, garden) == []
    assert not {"pinned_at", "pinned_by"} & tombstone.keys()


async def test_pins_from_before_a_member_joined_are_hidden_from_them(world: World) -> None:
    alice, bob, out = await world.cast("alice", "bob", "out")
    garden = await world.group(alice, history="joined")
    await talk(alice, garden, 1)
    await alice.do("POST", f"conversations/{garden}/members", {"user": bob.id})
    await talk(alice, garden, 1)
    await pin(alice, garden, 1, 2)
    assert (await pins(alice, garden), await pins(bob, garden)) == ([2, 1], [2])
    assert (await bob.call("PUT", f"conversations/{garden}/messages/1/pin")).code == "not_found"
    assert (await out.call("GET", f"conversations/{garden}/pins")).code == "not_found"


async def test_conversation_has_a_limit_of_pins(world: World) -> None:
    most = settings.LIMITS["pins_per_conversation"]
    alice = await world.person("alice")
    garden = await world.group(alice)
    socket = await alice.connect()
    await talk(alice, garden, most + 1)
    for seq in range(1, most + 1):
        await socket.ask("message.pin", conversation=garden, seq=seq)
    refused = await alice.call("PUT", f"conversations/{garden}/messages/{most + 1}/pin")
    assert (refused.code, refused.body["detail"]) == (
        "too_large",
        "A conversation can have at most 100 pinned messages. Unpin one first.",
    )
    await pin(alice, garden, most)
    await socket.ask("message.unpin", conversation=garden, seq=1)
    await pin(alice, garden, most + 1)
    assert len(await pins(alice, garden)) == most
