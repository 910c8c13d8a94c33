"""History is a range of seqs, oldest first, in bounded pages."""

from typing import Any, NamedTuple

import pytest

from tests.contract.client import Person
from tests.contract.sockets import Socket
from tests.contract.world import World


class Scene(NamedTuple):
    alice: Person
    path: str


@pytest.fixture
async def scene(world: World) -> Scene:
    """Twelve messages."""
    alice = await world.person("alice")
    garden = await world.group(alice)
    await fill(await alice.connect(), garden, 12)
    return Scene(alice, f"conversations/{garden}/messages")


async def fill(socket: Socket, conversation: str, count: int) -> None:
    drafts = ({"body": str(n), "client_id": f"0190f5fe-7c00-7000-8000-{n:012d}"} for n in range(1, count + 1))
    given = [await socket.send_command("message.send", conversation=conversation, **draft) for draft in drafts]
    for id in given:
        assert "ok" in await socket.reply(id)


async def seqs(scene: Scene, query: str) -> list[int]:
    return [message["seq"] for message in (await scene.alice.get(f"{scene.path}?{query}"))["items"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", range(1, 13)),
        ("limit=3", [10, 11, 12]),
        ("before=5", [1, 2, 3, 4]),
        ("before=5&limit=2", [3, 4]),
        ("before=1", []),
        ("before=0", []),
        ("before=99999", range(1, 13)),
        ("before=99999999999999999999999&limit=1", [12]),
        ("after=9", [10, 11, 12]),
        ("after=9&limit=2", [10, 11]),
        ("after=0&limit=2", [1, 2]),
        ("after=12", []),
        ("after=99999999999999999999999", []),
        ("after=3&before=7", [4, 5, 6]),
        ("around=6&limit=5", [4, 5, 6, 7, 8]),
        ("around=6&limit=1", [6]),
        ("around=1&limit=4", [1, 2, 3, 4]),
        ("around=12&limit=4", [9, 10, 11, 12]),
        ("around=99999&limit=3", [10, 11, 12]),
        ("around=0&limit=3", [1, 2, 3]),
    ],
)
async def test_a_range(scene: Scene, query: str, expected: Any) -> None:
    assert await seqs(scene, query) == list(expected)


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=-1", "limit=x", "limit=1.5", "before=x", "before=-1", "after=", "around=x", "around=1&before=2"],
)
async def test_malformed_position_is_invalid(scene: Scene, query: str) -> None:
    answer = await scene.alice.call("GET", f"{scene.path}?{query}")
    assert (answer.status, answer.code) == (400, "invalid")


async def test_pages_are_bounded(world: World) -> None:
    alice = await world.person("alice")
    garden = await world.group(alice)
    await fill(await alice.connect(), garden, 210)
    scene = Scene(alice, f"conversations/{garden}/messages")
    assert await seqs(scene, "limit=1000") == list(range(11, 211))
    assert await seqs(scene, "limit=200") == list(range(11, 211))
    assert await seqs(scene, "") == list(range(161, 211))
    assert await seqs(scene, "after=0&limit=201") == list(range(1, 201))


async def test_a_message_alone(scene: Scene) -> None:
    message = await scene.alice.get(f"{scene.path}/7")
    assert message == (await scene.alice.get(f"{scene.path}?around=7&limit=1"))["items"][0]
    assert (message["seq"], message["body"], message["sender"]) == (7, "7", scene.alice.id)
    assert (message["attachments"], message["reactions"]) == ([], {})
    assert message["created_at"].endswith("Z")
    assert not {"edited_at", "deleted_at", "reply_to"} & set(message)


@pytest.mark.parametrize("seq", ["0", "13", "99999999999999999999999"])
async def test_unknown_message_is_not_found(scene: Scene, seq: str) -> None:
    answer = await scene.alice.call("GET", f"{scene.path}/{seq}")
    assert (answer.status, answer.code) == (404, "not_found")


async def test_a_tombstone_keeps_its_place(scene: Scene) -> None:
    await scene.alice.do("DELETE", f"{scene.path}/7")
    message = await scene.alice.get(f"{scene.path}/7")
    assert message["deleted_at"]
    assert "body" not in message
    assert await seqs(scene, "around=7&limit=3") == [6, 7, 8]
    assert (await scene.alice.call("GET", f"{scene.path}/7/revisions")).body["items"] == []


async def test_an_edit_keeps_what_was_said_before(scene: Scene) -> None:
    for body in ("seven", "siete"):
        await scene.alice.do("PATCH", f"{scene.path}/7", {"body": body})
    message = await scene.alice.get(f"{scene.path}/7")
    assert (message["body"], "edited_at" in message) == ("siete", True)
    revisions = (await scene.alice.get(f"{scene.path}/7/revisions"))["items"]
    assert [revision["body"] for revision in revisions] == ["7", "seven"]


async def test_history_is_for_members(scene: Scene, world: World) -> None:
    mallory = await world.person("mallory")
    for path in (scene.path, f"{scene.path}/1", f"{scene.path}/1/revisions", f"{scene.path[:-9]}/changes"):
        await scene.alice.get(path)
        assert (await mallory.call("GET", path)).code == "not_found"
        assert (await mallory.call("GET", path, headers={})).status == 401
