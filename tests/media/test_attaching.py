"""Files in messages: who owns them, who sees them, and when they are deleted."""

import uuid
from typing import Any

import pytest

from tests.contract.client import Person
from tests.contract.world import World
from tests.media.conftest import Yard
from tests.media.files import Sending, content, put_up
from tests.media.posting import post_message, refused

DATA = content(5_000)


async def begun(owner: Person, conversation: str, **about: Any) -> Sending:
    """Begins an upload whose bytes have not arrived yet."""
    return await Sending.begin(owner, conversation, DATA, **{"name": "notes.bin", "type": "x/y", **about})


async def test_a_message_has_its_files_in_their_order(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    files = [await begun(alice, garden, name=name) for name in ("one", "two", "three")]
    message = await post_message(alice, garden, *(file.id for file in reversed(files)), body="Look")
    assert [each["name"] for each in message["attachments"]] == ["three", "two", "one"]
    assert {each["state"] for each in message["attachments"]} == {"pending"}
    [listed] = (await bob.get(f"conversations/{garden}/messages"))["items"]
    [changed] = (await bob.get(f"conversations/{garden}/changes?since={message['rev'] - 1}"))["messages"]
    single = await bob.get(f"conversations/{garden}/messages/{message['seq']}")
    [place] = [each for each in (await bob.get("conversations"))["items"] if each["id"] == garden]
    assert listed == changed == single == place["last_message"] == message


async def test_a_file_may_be_all_one_says(world: World) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    message = await post_message(alice, garden, (await begun(alice, garden)).id)
    assert message["body"] == ""
    edited = await alice.do("PATCH", f"conversations/{garden}/messages/{message['seq']}", {"body": "a word"})
    assert edited["attachments"] == message["attachments"]
    assert (await alice.do("PATCH", f"conversations/{garden}/messages/{message['seq']}", {"body": ""}))["body"] == ""
    assert await refused(alice, garden) == "invalid"


async def test_when_it_is_ready_its_message_changes_for_all(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    socket = await bob.connect()
    sent = await begun(alice, garden)
    message = await post_message(alice, garden, sent.id)
    assert (await socket.receive("message", rev=message["rev"]))["message"] == message
    await sent.send()
    await sent.complete()
    then = await socket.receive("message", rev=message["rev"] + 1)
    [file] = then["message"]["attachments"]
    assert (then["message"]["rev"], file["state"]) == (then["rev"], "ready")
    assert then["message"] == await bob.get(f"conversations/{garden}/messages/{message['seq']}")


async def test_only_one_s_own_of_this_place_and_only_once(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden, cellar = await world.group(alice, bob), await world.group(alice, bob)
    sent = await begun(alice, garden)
    assert await refused(bob, garden, sent.id) == "not_found"
    assert await refused(alice, cellar, sent.id) == "not_found"
    assert await refused(alice, garden, str(uuid.uuid4())) == "not_found"
    assert await refused(alice, garden, "nothing", body="a word") == "not_found"
    assert await refused(alice, garden, sent.id, sent.id) == "invalid"
    assert await refused(alice, garden, *[str(uuid.uuid4()) for _ in range(21)]) == "too_large"
    assert (await alice.get(f"conversations/{garden}"))["last_seq"] == 0
    assert (await post_message(alice, garden, sent.id))["seq"] == 1
    assert await refused(alice, garden, sent.id) == "not_found"


async def test_a_repeat_gives_the_first_message_with_its_files(world: World) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    sent, same = await begun(alice, garden), str(uuid.uuid4())
    message = await post_message(alice, garden, sent.id, client_id=same)
    assert await post_message(alice, garden, sent.id, client_id=same) == message


async def test_user_who_may_not_see_a_message_does_not_see_its_file(world: World) -> None:
    alice, bob, mallory = await world.cast("alice", "bob", "mallory")
    garden = await world.group(alice, bob, history="joined")
    sent = await put_up(alice, garden, DATA)
    assert (await bob.call("GET", f"attachments/{sent.id}")).code == "not_found"
    await post_message(alice, garden, sent.id)
    assert (await bob.get(f"attachments/{sent.id}"))["state"] == "ready"
    await alice.do("POST", f"conversations/{garden}/members", {"user": mallory.id})
    late = await put_up(alice, garden, DATA)
    await post_message(alice, garden, late.id)
    for path in ("GET attachments/{}", "POST attachments/{}/link", "GET attachments/{}/content"):
        method, _, where = path.partition(" ")
        assert (await mallory.call(method, where.format(sent.id))).code == "not_found"
        assert (await mallory.call(method, where.format(late.id))).status < 400


@pytest.mark.both_stores
async def test_file_is_deleted_with_its_message(world: World, yard: Yard) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    before = yard.files()
    sent = await put_up(alice, garden, DATA)
    message = await post_message(alice, garden, sent.id)
    assert (await alice.call("DELETE", f"uploads/{sent.id}")).code == "conflict"
    gone = await alice.do("DELETE", f"conversations/{garden}/messages/{message['seq']}")
    assert gone["attachments"] == []
    assert (await alice.call("GET", f"attachments/{sent.id}")).code == "not_found"
    await yard.becomes(before)
