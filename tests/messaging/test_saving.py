"""Saved messages: what a person sees of them, their order, their limit, and what stays private."""

from typing import Any

import pytest

from tests.contract.client import Person
from tests.contract.world import World

SOONER, LATER = "2040-01-01T09:00:00Z", "2041-01-01T09:00:00Z"


async def save(person: Person, conversation: str, seq: int, **about: Any) -> None:
    await person.do("PUT", f"me/saved/{conversation}/{seq}", about)


async def update(person: Person, conversation: str, seq: int, **about: Any) -> None:
    await person.do("PATCH", f"me/saved/{conversation}/{seq}", about)


async def saved(person: Person, state: str = "open") -> list[dict[str, Any]]:
    return list((await person.get(f"me/saved?state={state}"))["items"])


async def missing(person: Person) -> list[str | None]:
    """Returns why each message cannot be seen, with None for one that can."""
    entries = await saved(person)
    for entry in entries:
        assert ("message" in entry) == ("missing" not in entry)
    return [entry.get("missing") for entry in entries]


async def talk(person: Person, conversation: str, *bodies: str) -> None:
    for body in bodies:
        await person.send(conversation, body)


async def test_entry_has_the_message_as_it_is_now(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    await talk(bob, garden, "Watre the roses")
    await save(alice, garden, 1, note="  Early\tin\nthe morning ", remind_at="2040-01-01T09:00:00+01:00")
    await bob.do("PATCH", f"conversations/{garden}/messages/1", {"body": "Water the roses"})
    [entry] = await saved(alice)
    assert entry["message"] == await bob.get(f"conversations/{garden}/messages/1")
    assert (entry["note"], entry["remind_at"]) == ("Early\tin\nthe morning", "2040-01-01T08:00:00Z")
    assert await saved(bob) == []


async def test_open_entries_are_by_their_reminder_and_done_ones_the_latest_first(world: World) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    await talk(alice, garden, *"abcdef")
    for seq, about in enumerate([{}, {"remind_at": LATER}, {"remind_at": SOONER}, {}, {}, {}], start=1):
        await save(alice, garden, seq, **about)
    assert [entry["seq"] for entry in await saved(alice)] == [3, 2, 6, 5, 4, 1]
    for seq in (1, 6, 5):
        await update(alice, garden, seq, done=True)
    assert [entry["seq"] for entry in await saved(alice)] == [3, 2, 4]
    assert [entry["seq"] for entry in await saved(alice, "done")] == [5, 6, 1]
    marks = (await alice.get("me/saved/marks"))["items"]
    assert {(mark["seq"], mark.get("remind_at")) for mark in marks} == {(2, LATER), (3, SOONER), (4, None)}
    assert (await alice.call("GET", "me/saved?state=due")).code == "invalid"


@pytest.mark.parametrize("state", ["open", "done"])
async def test_pages_have_each_entry_once(world: World, state: str) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    await talk(alice, garden, *"abcdefg")
    for seq in range(1, 8):
        await save(alice, garden, seq, **({"remind_at": SOONER} if seq % 2 else {}))
        if state == "done":
            await update(alice, garden, seq, done=True)
    seqs, cursor = [], ""
    while cursor is not None:
        page = await alice.get(f"me/saved?state={state}&limit=2&cursor={cursor}")
        seqs += [entry["seq"] for entry in page["items"]]
        cursor = page.get("next_cursor")
    assert seqs == ([7, 5, 3, 1, 6, 4, 2] if state == "open" else [7, 6, 5, 4, 3, 2, 1])


async def test_entry_says_why_its_message_cannot_be_seen(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(bob, alice, history="joined")
    await talk(bob, garden, "a secret", "another")
    await save(alice, garden, 1, note="Mine")
    await save(alice, garden, 2)
    assert await missing(alice) == [None, None]
    await bob.do("DELETE", f"conversations/{garden}/messages/2")
    assert await missing(alice) == ["deleted", None]
    await bob.do("DELETE", f"conversations/{garden}/members/{alice.id}")
    assert await missing(alice) == ["left", "left"]
    [_, entry] = await saved(alice)
    assert entry["note"] == "Mine"
    assert "secret" not in str(entry)
    await bob.do("POST", f"conversations/{garden}/members", {"user": alice.id})
    assert await missing(alice) == ["hidden", "hidden"]
    await bob.do("PATCH", f"conversations/{garden}", {"history": "all"})
    assert await missing(alice) == ["deleted", None]


async def test_entry_stays_its_users_own_after_they_left(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(bob, alice)
    await talk(bob, garden, "one", "two")
    await save(alice, garden, 1)
    await bob.do("DELETE", f"conversations/{garden}/members/{alice.id}")
    await update(alice, garden, 1, note="Still mine", remind_at=SOONER)
    assert [entry["note"] for entry in await saved(alice)] == ["Still mine"]
    await alice.do("DELETE", f"me/saved/{garden}/1")
    assert await saved(alice) == []
    assert (await alice.call("PUT", f"me/saved/{garden}/2")).code == "not_found"


async def test_block_hides_no_more_here_than_in_the_timeline(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    direct = await world.direct(alice, bob)
    await talk(bob, direct, "one")
    await save(alice, direct, 1)
    await alice.do("PUT", f"me/blocks/{bob.id}")
    assert await missing(alice) == [None]


async def test_saving_again_opens_the_entry_and_keeps_what_is_not_given(world: World) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    await talk(alice, garden, "one")
    await save(alice, garden, 1, note="First", remind_at=SOONER)
    await update(alice, garden, 1, done=True)
    await save(alice, garden, 1)
    [entry] = await saved(alice)
    assert (entry["note"], entry["remind_at"]) == ("First", SOONER)
    await save(alice, garden, 1, note="Second", remind_at=LATER)
    [entry] = await saved(alice)
    assert (entry["note"], entry["remind_at"]) == ("Second", LATER)


async def test_another_time_opens_an_entry_that_was_done(world: World) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    await talk(alice, garden, "one")
    await save(alice, garden, 1, remind_at=SOONER)
    await update(alice, garden, 1, done=True)
    await update(alice, garden, 1, remind_at=None)
    assert await saved(alice) == []
    await update(alice, garden, 1, remind_at=LATER)
    assert [entry["remind_at"] for entry in await saved(alice)] == [LATER]
