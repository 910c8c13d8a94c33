"""With `joined` history no endpoint returns a newcomer the messages from before they joined."""

from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from tests.contract.client import Person
from tests.contract.server import Servers
from tests.contract.sockets import Socket
from tests.contract.world import World

BEFORE, AFTER = range(1, 6), range(6, 8)


class Scene(NamedTuple):
    """Bob was there from the beginning; carol, an admin, joined after five messages; two were sent since."""

    garden: str
    alice: Person
    bob: Person
    carol: Person
    by_bob: Socket
    by_carol: Socket

    @property
    def path(self) -> str:
        return f"conversations/{self.garden}"


@pytest.fixture
async def scene(world: World, servers: Servers) -> Scene:
    alice, bob, carol = await world.cast("alice", "bob", "carol")
    garden = await world.group(alice, bob, history="joined")
    by_bob, by_carol = await bob.connect(servers.a), await carol.connect(servers.b)
    for n in BEFORE:
        await (alice if n % 2 else bob).send(garden, str(n))
    await alice.do("POST", f"conversations/{garden}/members", {"user": carol.id, "role": "admin"})
    await by_carol.receive("conversation")
    for n in AFTER:
        await alice.send(garden, str(n))
    return Scene(garden, alice, bob, carol, by_bob, by_carol)


async def seqs(person: Person, path: str) -> list[int]:
    return [message["seq"] for message in (await person.get(path))["items"]]


async def test_earlier_member_reads_the_whole_history(scene: Scene) -> None:
    assert await seqs(scene.bob, f"{scene.path}/messages") == [*BEFORE, *AFTER]
    assert (await scene.bob.get(f"{scene.path}/messages/1"))["body"] == "1"


@pytest.mark.parametrize("query", ["", "?before=99", "?after=0", "?around=3", "?limit=200", "?before=7&after=1"])
async def test_history_begins_when_the_newcomer_joined(scene: Scene, query: str) -> None:
    hers = await seqs(scene.carol, f"{scene.path}/messages{query}")
    assert hers == [seq for seq in await seqs(scene.bob, f"{scene.path}/messages{query}") if seq in AFTER]
    assert hers


@pytest.mark.parametrize("seq", BEFORE)
async def test_a_message_from_before_is_not_found(scene: Scene, seq: int) -> None:
    for path in (f"{scene.path}/messages/{seq}", f"{scene.path}/messages/{seq}/revisions"):
        await scene.bob.get(path)
        assert (await scene.carol.call("GET", path)).code == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "command", "fields"),
    [
        ("PATCH", "messages/2", "message.edit", {"body": "mine"}),
        ("DELETE", "messages/2", "message.delete", {}),
        ("PUT", "messages/2/reactions/👍", "reaction.add", {"emoji": "👍"}),
        ("DELETE", "messages/2/reactions/👍", "reaction.remove", {"emoji": "👍"}),
    ],
)
async def test_nothing_is_done_to_it(scene: Scene, method: str, path: str, command: str, fields: Any) -> None:
    """By an admin, who may do that to later messages; the same code as for a message that never existed."""
    body = fields if method == "PATCH" else None
    assert (await scene.carol.call(method, f"{scene.path}/{path}", body)).code == "not_found"
    assert await scene.by_carol.code(command, conversation=scene.garden, seq=2, **fields) == "not_found"
    assert await scene.by_carol.code(command, conversation=scene.garden, seq=99, **fields) == "not_found"
    assert (await scene.by_carol.code(command, conversation=scene.garden, seq=7, **fields)) in ("ok", "forbidden")


async def test_newcomer_cannot_reply_to_a_hidden_message(scene: Scene) -> None:
    reply: dict[str, Any] = {"body": "x", "reply_to": 5}
    assert await scene.by_bob.send(scene.garden, **reply)
    draft = {"conversation": scene.garden, "client_id": str(uuid4()), **reply}
    assert await scene.by_carol.code("message.send", **draft) == "not_found"
    assert (await scene.carol.call("POST", f"{scene.path}/messages", draft)).code == "not_found"
    assert (await scene.carol.send(scene.garden, "x", reply_to=6))["reply_to"] == 6


async def test_changes_leave_it_out(scene: Scene) -> None:
    changes = await scene.carol.get(f"{scene.path}/changes?since=0")
    assert [message["seq"] for message in changes["messages"]] == list(AFTER)
    assert changes["rev"] == (await scene.bob.get(f"{scene.path}/changes?since=0"))["rev"]


async def test_sync_leaves_it_out(scene: Scene) -> None:
    changes = (await scene.by_carol.ask("sync", revs={scene.garden: 0}))["changes"][scene.garden]
    assert [message["seq"] for message in changes["messages"]] == list(AFTER)
    theirs = (await scene.by_bob.ask("sync", revs={scene.garden: 0}))["changes"][scene.garden]
    assert [message["seq"] for message in theirs["messages"]] == [*BEFORE, *AFTER]


async def test_changes_of_hidden_messages_reach_the_newcomer_as_a_rev_alone(scene: Scene) -> None:
    """She receives her revs without a gap, and nothing else."""
    await scene.alice.do("PUT", f"{scene.path}/messages/1/reactions/👍")
    await scene.bob.do("PATCH", f"{scene.path}/messages/2", {"body": "a secret"})
    await scene.alice.do("DELETE", f"{scene.path}/messages/3")
    sent = await scene.alice.send(scene.garden, "afterwards")
    received = await scene.by_bob.receive_all(11, "message", conversation=scene.garden)
    assert [event["message"]["seq"] for event in received[-4:]] == [1, 2, 3, 8]
    await scene.by_carol.receive("message", conversation=scene.garden, rev=sent["rev"])
    revs = [event["rev"] for event in scene.by_carol.events if event["type"] in ("rev", "message")]
    assert revs == list(range(revs[0], sent["rev"] + 1))
    assert [event["message"]["seq"] for event in scene.by_carol.received("message")] == [*AFTER, 8]
    for event in scene.by_carol.received("rev"):
        assert event == {"type": "rev", "conversation": scene.garden, "rev": event["rev"]}


async def test_a_newcomer_sees_no_last_message(scene: Scene, world: World) -> None:
    dave = await world.person("dave")
    socket = await dave.connect()
    await scene.alice.do("POST", f"{scene.path}/members", {"user": dave.id})
    whole = (await socket.receive("conversation"))["conversation"]
    assert whole["last_seq"] == 7
    for each in (
        whole,
        await dave.get(scene.path),
        *(await dave.items("conversations")),
        *(await socket.ask("sync", revs={}))["conversations"],
    ):
        assert "last_message" not in each
        assert each["unread"] == 0
        assert each["membership"]["first_seq"] == 8
    assert (await scene.carol.get(scene.path))["last_message"]["seq"] == 7


async def test_member_who_left_and_returned_starts_with_empty_history(scene: Scene) -> None:
    client_id = str(uuid4())
    first = await scene.carol.send(scene.garden, "mine", client_id=client_id)
    assert await seqs(scene.carol, f"{scene.path}/messages") == [*AFTER, 8]
    await scene.carol.do("DELETE", f"{scene.path}/members/{scene.carol.id}")
    await scene.bob.send(scene.garden, "while she was away")
    await scene.bob.do("POST", f"{scene.path}/members", {"user": scene.carol.id})
    await scene.carol.accept()
    assert await seqs(scene.carol, f"{scene.path}/messages") == []
    assert (await scene.carol.call("GET", f"{scene.path}/messages/8")).code == "not_found"
    changes = await scene.carol.get(f"{scene.path}/changes?since=0")
    assert changes["messages"] == []
    # Her own message, sent again because the reply was lost, is still the first one.
    assert await scene.carol.send(scene.garden, "mine", client_id=client_id) == first
    again = await scene.by_carol.send(scene.garden, "mine", client_id=client_id)
    assert again["seq"] == first["seq"]


async def test_history_opened_is_open_to_all(scene: Scene) -> None:
    await scene.alice.do("PATCH", scene.path, {"history": "all"})
    assert await seqs(scene.carol, f"{scene.path}/messages") == [*BEFORE, *AFTER]
    assert (await scene.carol.get(scene.path))["membership"]["first_seq"] == 1
    await scene.bob.do("PATCH", f"{scene.path}/messages/2", {"body": "for all"})
    event = await scene.by_carol.receive("message", conversation=scene.garden, rev=13)
    assert event["message"]["body"] == "for all"


async def test_history_closed_is_closed_to_who_came_later(scene: Scene) -> None:
    await scene.alice.do("PATCH", scene.path, {"history": "all"})
    await scene.carol.get(f"{scene.path}/messages/1")
    await scene.alice.do("PATCH", scene.path, {"history": "joined"})
    assert (await scene.carol.call("GET", f"{scene.path}/messages/1")).code == "not_found"
    assert await seqs(scene.carol, f"{scene.path}/messages") == list(AFTER)
    await scene.bob.do("PATCH", f"{scene.path}/messages/2", {"body": "a secret"})
    await scene.by_carol.receive("rev", conversation=scene.garden, rev=14)


async def test_a_channel_joined_is_the_same(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    market = await world.group(alice, kind="channel", title=f"Market {uuid4()}", history="joined")
    await alice.send(market, "before")
    await bob.do("POST", f"conversations/{market}/join")
    await alice.send(market, "after")
    assert [message["body"] for message in await bob.items(f"conversations/{market}/messages")] == ["after"]
