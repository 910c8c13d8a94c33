"""Threads that keep a database connection notice that the server ended it before a user is refused because of it."""

import asyncio

import httpx
import psycopg
import pytest

from tests.contract.client import Person
from tests.contract.server import Servers, Services
from tests.contract.sockets import Socket
from tests.contract.world import World

#: More than there are threads of any kind, so that each of them gets work.
ENOUGH = 8


def end_connections(services: Services, those: str = "idle") -> int:
    """Ends connections as a restarted server does, and returns their number. `those` is a state or a wait."""
    with psycopg.connect(services.database_url, autocommit=True) as line:
        ended = line.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND %s IN (state, wait_event_type)",
            [those],
        ).fetchall()
    return sum(was_ended for (was_ended,) in ended)


@pytest.fixture
async def garden(world: World, alice: Person) -> str:
    return await world.group(alice, await world.person("bob"))


async def test_the_socket_goes_on(services: Services, world: World, alice: Person, garden: str) -> None:
    sockets = [await alice.connect() for _ in range(ENOUGH)]
    for _ in range(2):
        for socket in sockets:
            await say_everything(socket, garden)
        assert end_connections(services) > 3
    for socket in sockets:
        await say_everything(socket, garden)


async def say_everything(socket: Socket, conversation: str) -> None:
    """Uses every thread: the writers of sends and receipts, and the readers. A failure in any of them fails here."""
    seq = (await socket.send(conversation, "Hello"))["seq"]
    await socket.ask("receipt.advance", conversation=conversation, read_seq=seq)
    await socket.ask("reaction.add", conversation=conversation, seq=seq, emoji="👍")
    assert conversation in (await socket.ask("sync", revs={conversation: 1}))["changes"]


async def test_connections_are_accepted_after_the_database_ended_its_sessions(
    services: Services, alice: Person, garden: str
) -> None:
    page = await alice.browse()
    for _ in range(3):
        assert len((await (await alice.connect()).ask("sync", revs={}))["conversations"]) == 1
        assert (await page.connect()).events[0]["user"] == alice.id
        end_connections(services)
    received = await alice.connect()
    await alice.send(garden, "after all that")
    assert (await received.receive("message", conversation=garden))["message"]["body"] == "after all that"


async def test_a_plain_read_is_answered_and_takes_the_short_way_again(
    services: Services, servers: Servers, alice: Person, garden: str
) -> None:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:

        async def ask() -> bool:
            """Returns whether a fast read answered it; it must be answered in either case."""
            url = f"{servers.a.url}/api/v1/conversations/{garden}/messages"
            answer = await http.get(url, headers=alice.authorization)
            assert (answer.status_code, answer.json()["items"][0]["body"]) == (200, "Hello")
            return "allow" not in answer.headers

        async def ask_much() -> list[bool]:
            return await asyncio.gather(*(ask() for _ in range(ENOUGH)))

        await alice.send(garden, "Hello")
        await ask_much()
        assert all(await ask_much())
        assert end_connections(services) > 0
        await ask_much()
        assert all(await ask_much())


async def test_a_look_for_what_was_lost_is_told_in_a_line(services: Services, servers: Servers, alice: Person) -> None:
    received = await alice.connect()
    with psycopg.connect(services.database_url) as lock:
        lock.execute("LOCK TABLE accounts_device IN ACCESS EXCLUSIVE MODE")
        async with asyncio.timeout(60):
            while "the database does not answer Live._reconciling" not in servers.a.log():
                end_connections(services, "Lock")
                await asyncio.sleep(0.1)
    assert await received.ask("sync", revs={})
