"""Forwarding: what goes along, who may do it, and who sees where a message came from."""

from typing import Any
from uuid import uuid4

from tests.contract.client import Answer, Person
from tests.contract.world import World


async def forward(person: Person, source: str, seq: int, to: str, **about: Any) -> Answer:
    return await person.call("POST", f"conversations/{to}/forwards", forwarding(source, seq, **about))


def forwarding(source: str, seq: int, **about: Any) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "source": source, "seq": seq, **about}


async def forwarded(person: Person, source: str, seq: int, to: str) -> Any:
    """Forwards, and returns the message as the person sees it."""
    sent = await forward(person, source, seq, to)
    assert sent.code == "ok", sent
    return await message(person, to, sent.body["seq"])


async def message(person: Person, conversation: str, seq: int) -> Any:
    return await person.get(f"conversations/{conversation}/messages/{seq}")


async def origin(person: Person, conversation: str, seq: int) -> Any:
    answer = await person.call("GET", f"conversations/{conversation}/messages/{seq}/origin")
    return answer.code if answer.status >= 400 else answer.body


async def test_forward_has_the_text_and_nothing_of_where_it_came_from(world: World) -> None:
    alice, bob, carol = await world.cast("alice", "bob", "carol")
    garden, shed = await world.group(alice, bob), await world.group(alice, carol)
    await alice.send(garden, "First")
    name = {"user": bob.id, "offset": 0, "length": 4}
    await bob.send(garden, "@bob waters", reply_to=1, mentions=[name])
    devices = [await alice.connect(), await carol.connect()]
    assert not {"forwarded"} & (await message(alice, garden, 2)).keys()
    made = await forwarded(alice, garden, 2, shed)
    assert (made["sender"], made["body"], made["forwarded"]) == (alice.id, "@bob waters", True)
    assert not {"reply_to", "mentions"} & made.keys()
    for device in devices:
        event = await device.receive("message", conversation=shed)
        assert event["message"] == made
    assert (await carol.items("me/drafts"), garden in str(made), bob.id in str(made)) == ([], False, False)


async def test_only_who_may_read_the_original_sees_where_it_is(world: World) -> None:
    alice, bob, carol = await world.cast("alice", "bob", "carol")
    garden = await world.group(alice, bob, history="joined")
    shed = await world.group(alice, bob, carol)
    await bob.send(garden, "Water the roses")
    await forwarded(alice, garden, 1, shed)
    place = {"conversation": garden, "seq": 1, "sender": bob.id}
    assert [await origin(who, shed, 1) for who in (alice, bob, carol)] == [place, place, "not_found"]
    never = await carol.call("GET", f"conversations/{shed}/messages/99/origin")
    assert (await carol.call("GET", f"conversations/{shed}/messages/1/origin")).body == never.body
    await alice.do("POST", f"conversations/{garden}/members", {"user": carol.id})
    assert await origin(carol, shed, 1) == "not_found", "from before carol joined"
    await bob.do("DELETE", f"conversations/{garden}/members/{bob.id}")
    assert await origin(bob, shed, 1) == "not_found"
    await alice.do("DELETE", f"conversations/{shed}/members/{carol.id}")
    assert await origin(carol, shed, 1) == "not_found"


async def test_original_that_is_edited_or_deleted_leaves_the_forward_as_it_is(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden, shed = await world.group(alice), await world.group(alice, bob)
    await alice.send(garden, "Watre the roses")
    made = await forwarded(alice, garden, 1, shed)
    await alice.do("PATCH", f"conversations/{garden}/messages/1", {"body": "Water the roses"})
    await alice.do("DELETE", f"conversations/{garden}/messages/1")
    assert await message(bob, shed, 1) == made
    assert await origin(alice, shed, 1) == "not_found"


async def test_forward_of_a_forward_leads_to_that_one(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden, shed, attic = await world.group(bob), await world.group(alice, bob), await world.group(alice)
    await bob.send(garden, "Water the roses")
    await forwarded(bob, garden, 1, shed)
    await forwarded(alice, shed, 1, attic)
    assert await origin(alice, attic, 1) == {"conversation": shed, "seq": 1, "sender": bob.id}


async def test_forward_needs_the_right_to_read_here_and_to_write_there(world: World) -> None:
    alice, bob, carol = await world.cast("alice", "bob", "carol")
    garden, shed = await world.group(alice, bob, history="joined"), await world.group(bob, carol)
    for body in ("early", "gone"):
        await alice.send(garden, body)
    await alice.do("DELETE", f"conversations/{garden}/messages/2")
    await alice.do("POST", f"conversations/{garden}/members", {"user": carol.id})
    refused = [
        (carol, garden, 1, shed),  # from before they joined
        (alice, garden, 1, shed),  # not a member of the target
        (bob, shed, 1, garden),  # no such message
    ]
    assert [(await forward(*each)).code for each in refused] == ["not_found"] * 3
    assert (await forward(bob, garden, 2, shed)).code == "conflict"
    await bob.do("PUT", f"conversations/{shed}/closed")
    assert (await forward(bob, garden, 1, shed)).code == "conversation_closed"
    assert (await bob.get(f"conversations/{shed}"))["last_seq"] == 0


async def test_repeat_returns_the_first_even_if_the_original_is_gone(world: World) -> None:
    alice = await world.person("alice")
    garden, shed = await world.group(alice), await world.group(alice)
    await alice.send(garden, "Water the roses")
    same = forwarding(garden, 1)
    socket = await alice.connect()
    first = await socket.ask("message.forward", conversation=shed, **same)
    await alice.do("DELETE", f"conversations/{garden}/messages/1")
    assert (await alice.call("POST", f"conversations/{shed}/forwards", same)).body == first
    assert (await alice.call("POST", f"conversations/{garden}/forwards", same)).code == "client_id_used"
    assert (await alice.get(f"conversations/{shed}"))["last_seq"] == 1


async def test_forward_is_deleted_but_not_edited(world: World) -> None:
    alice = await world.person("alice")
    garden, shed = await world.group(alice), await world.group(alice)
    await alice.send(garden, "Water the roses")
    await forwarded(alice, garden, 1, shed)
    assert (await alice.call("PATCH", f"conversations/{shed}/messages/1", {"body": "Burn them"})).code == "conflict"
    await alice.do("DELETE", f"conversations/{shed}/messages/1")
    assert "forwarded" not in await message(alice, shed, 1)
    assert await origin(alice, shed, 1) == "not_found"
