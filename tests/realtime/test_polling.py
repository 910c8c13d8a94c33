"""POST sync: all changes of a conversation for a client whose network blocks sockets."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import psycopg
import pytest

from tests.contract.client import Answer, Person
from tests.contract.server import Servers, Services
from tests.contract.world import World

#: Seconds in which an immediate response has arrived, and far more than that.
SOON, LONG = 20, 25


@pytest.fixture
async def bob(world: World) -> Person:
    return await world.person("bob")


class Poll:
    """The state that a client without a socket holds and sends."""

    def __init__(self, person: Person, servers: Servers) -> None:
        self.person, self.servers = person, servers
        self.revs: dict[str, int] = {}
        self.me_rev = 0
        self.as_of = ""
        self.standing: str | None = None

    def ask(self, wait: int = LONG, **fields: Any) -> Coroutine[Any, Any, Answer]:
        body = {"revs": self.revs, "me_rev": self.me_rev, "as_of": self.as_of or None, "wait": wait, **fields}
        body.setdefault("standing", self.standing)
        return self.person.call("POST", "sync", body, at=self.servers.b)

    def take(self, answer: Answer) -> Any:
        assert answer.status == 200, answer
        reply = answer.body
        self.revs |= {each["id"]: each["rev"] for each in reply["conversations"]}
        self.revs |= {id: changes["rev"] for id, changes in reply["changes"].items()}
        for gone in reply["gone"]:
            self.revs.pop(gone["conversation"], None)
        self.me_rev, self.as_of = reply["me"]["me_rev"], reply["as_of"]
        self.standing = reply["standing"]
        return reply

    async def begin(self) -> "Poll":
        self.take(await self.ask(0))
        return self

    async def waits(self, asked: "asyncio.Task[Answer]") -> None:
        """Waits until the poll is in the hub: its user is online there, and it has no response."""
        watcher = await self.person.connect(self.servers.a)
        async with asyncio.timeout(SOON):
            while not (await watcher.ask("presence.watch", users=[self.person.id]))["users"][self.person.id]["online"]:
                await asyncio.sleep(0.6)  # its rate is two per second
        await watcher.close()
        assert not asked.done()


async def test_polling_answers_as_the_socket_does(world: World, alice: Person, bob: Person, servers: Servers) -> None:
    garden = await world.group(alice, bob)
    await bob.send(garden, "one")
    socket = await alice.connect()
    for revs in ({}, {garden: 1}):
        by_rest = (await Poll(alice, servers).ask(0, revs=revs)).body
        by_socket = await socket.ask("sync", revs=revs, me_rev=0)
        assert by_rest.pop("standing")
        assert {**by_rest, "as_of": ""} == {**by_socket, "as_of": ""}
    assert by_rest["epoch"] == socket.received("welcome")[0]["epoch"]
    assert by_rest["me"]["id"] == alice.id


@pytest.mark.parametrize("what", ["message", "new conversation", "setting", "gone", "receipt"])
async def test_poll_is_answered_as_soon_as_something_changes(
    world: World, alice: Person, bob: Person, servers: Servers, what: str
) -> None:
    garden = await world.group(bob, alice)
    await alice.send(garden, "one")
    poll = await Poll(alice, servers).begin()
    asked = asyncio.create_task(poll.ask())
    acts: dict[str, Any] = {
        "message": lambda: bob.send(garden, "two", at=servers.a),
        "new conversation": lambda: world.group(bob, alice, title="Shed"),
        "setting": lambda: alice.do("PATCH", f"conversations/{garden}/membership", {"pinned": True}),
        "gone": lambda: bob.do("DELETE", f"conversations/{garden}/members/{alice.id}"),
        "receipt": lambda: bob.do("PUT", f"conversations/{garden}/receipt", {"read_seq": 1}),
    }
    await asyncio.sleep(0.5)
    assert not asked.done()
    await acts[what]()
    reply = poll.take(await asyncio.wait_for(asked, SOON))
    assert {
        "message": [each["body"] for each in reply["changes"].get(garden, {"messages": []})["messages"]] == ["two"],
        "new conversation": [each["title"] for each in reply["conversations"]] == ["Shed"],
        "setting": [each["conversation"] for each in reply["me"]["memberships"]] == [garden],
        "gone": [each["conversation"] for each in reply["gone"]] == [garden],
        "receipt": {"conversation": garden, "user": bob.id, "delivered_seq": 1, "read_seq": 1} in reply["receipts"],
    }[what]


async def test_poll_is_answered_at_once_when_something_changed_before_it(
    world: World, alice: Person, bob: Person, servers: Servers
) -> None:
    garden = await world.group(bob, alice)
    poll = await Poll(alice, servers).begin()
    await bob.send(garden, "meanwhile")
    reply = poll.take(await asyncio.wait_for(poll.ask(), SOON))
    assert [each["body"] for each in reply["changes"][garden]["messages"]] == ["meanwhile"]
    shed = await world.group(bob, alice)
    assert poll.take(await asyncio.wait_for(poll.ask(), SOON))["conversations"][0]["id"] == shed


async def test_nothing_is_answered_when_the_time_is_over(
    world: World, alice: Person, bob: Person, servers: Servers
) -> None:
    await world.group(bob, alice)
    poll = await Poll(alice, servers).begin()
    reply = poll.take(await asyncio.wait_for(poll.ask(1), SOON))
    assert (reply["changes"], reply["conversations"], reply["gone"], reply["caught_up"]) == ({}, [], [], True)


async def test_polling_user_is_online(world: World, alice: Person, bob: Person, servers: Servers) -> None:
    await world.group(bob, alice)
    poll = await Poll(alice, servers).begin()
    watcher = await bob.connect(servers.a)
    await watcher.ask("presence.watch", users=[alice.id])
    asked = asyncio.create_task(poll.ask())
    await watcher.receive("presence", user=alice.id, online=True)
    assert not asked.done()
    asked.cancel()


async def test_poll_returns_the_presence_of_watched_people(
    world: World, alice: Person, bob: Person, servers: Servers
) -> None:
    mallory = await world.person("mallory")
    await world.group(bob, alice)
    poll = await Poll(alice, servers).begin()
    watch = [bob.id, mallory.id, "nobody"]
    assert poll.take(await poll.ask(0, watch=watch))["presence"] == {bob.id: {"online": False}}
    sockets = [await bob.connect(servers.a), await mallory.connect(servers.a)]
    async with asyncio.timeout(SOON):
        while not (reply := poll.take(await poll.ask(0, watch=watch))["presence"])[bob.id]["online"]:
            await asyncio.sleep(0.1)
    assert reply == {bob.id: {"online": True}}
    assert (await poll.ask(0, watch=[bob.id] * 201)).code == "invalid"
    assert all(socket.is_open for socket in sockets)


async def test_server_notice_ends_the_wait_and_is_in_the_response(
    alice: Person, servers: Servers, services: Services
) -> None:
    poll = await Poll(alice, servers).begin()
    asked = asyncio.create_task(poll.ask())
    with psycopg.connect(services.database_url, autocommit=True) as database:
        database.execute(
            "INSERT INTO staff_notice (id, text, starts_at, created_at) VALUES (gen_random_uuid(), %s, now(), now())",
            ["Cake at four"],
        )
        try:
            reply = poll.take(await asyncio.wait_for(asked, SOON))
        finally:
            socket = await alice.connect(servers.b)
            database.execute("DELETE FROM staff_notice")
            # Not before every open poll of this process was answered.
            await socket.receive("server", within=30)
    assert [notice["text"] for notice in reply["notices"]] == ["Cake at four"]


async def test_a_device_that_is_signed_out_gets_its_401(alice: Person, servers: Servers) -> None:
    other = await alice.sign_in()
    (device,) = [each["id"] for each in (await other.get("me/devices"))["items"] if each["current"]]
    poll = await Poll(other, servers).begin()
    asked = asyncio.create_task(poll.ask())
    await asyncio.sleep(0.5)
    await alice.do("DELETE", f"me/devices/{device}", at=servers.a)
    answer = await asyncio.wait_for(asked, SOON)
    assert (answer.status, answer.code) == (401, "token_invalid")


async def test_a_question_beyond_the_bound_does_not_wait(alice: Person, servers: Servers) -> None:
    poll = await Poll(alice, servers).begin()
    asked = [asyncio.create_task(poll.ask()) for _ in range(10)]
    await asyncio.sleep(1)
    assert (await asyncio.wait_for(poll.ask(), SOON)).status == 200
    assert not any(each.done() for each in asked)
    for each in asked:
        each.cancel()


@pytest.mark.parametrize("wrong", [{"wait": -1}, {"wait": 26}, {"wait": "long"}, {"revs": []}, {"as_of": "?"}])
async def test_malformed_poll_is_refused_without_waiting(
    alice: Person, servers: Servers, wrong: dict[str, Any]
) -> None:
    poll = await Poll(alice, servers).begin()
    answer = await asyncio.wait_for(poll.ask(**{"wait": LONG, **wrong}), SOON)
    assert (answer.status, answer.code) == (400, "invalid")


async def test_a_page_asks_with_its_cookie_and_the_token_against_forgery(alice: Person, servers: Servers) -> None:
    page = await alice.browse(servers.b)
    assert (await page.call("POST", "sync", {"revs": {}, "wait": LONG})).status == 200
    refused = await asyncio.wait_for(page.call("POST", "sync", {"revs": {}, "wait": LONG}, csrf=False), SOON)
    assert refused.code == "forbidden"
