"""Flooding delays only the user who does it: others are served at the same time."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.contract.client import Answer, Person
from tests.contract.server import Services, WebProcess
from tests.contract.world import World
from tests.pictures import square

MANY = 40
PICTURE = square(3000)


@pytest.fixture
def web(services: Services) -> Iterator[WebProcess]:
    """A web process with the pool that it has in production."""
    process = WebProcess(services).ready()
    yield process
    process.stop()


@pytest.fixture
async def world(web: WebProcess) -> AsyncIterator[World]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=60, trust_env=False, limits=limits) as http:
        found = World(web, http)
        yield found
        await found.close()


async def upload(person: Person) -> str:
    headers = {**person.authorization, "Content-Type": "image/png"}
    response = await person.http.put(f"{person.home.url}/api/v1/me/avatar", content=PICTURE, headers=headers)
    return Answer(response.status_code, response.json()).code


def image_jobs(web: WebProcess) -> list[int]:
    found = []
    for children in Path(f"/proc/{web.pid}/task").glob("*/children"):
        with suppress(OSError):
            for pid in map(int, children.read_text().split()):
                if b"media.processing.child" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
    return found


async def stop_image_jobs(web: WebProcess, stopped: set[int]) -> None:
    """Keeps the work on each picture from ending, until cancelled."""
    while True:
        for pid in {*image_jobs(web)} - stopped:
            os.kill(pid, signal.SIGSTOP)
            stopped.add(pid)
        await asyncio.sleep(0.01)


async def ask_much(person: Person, conversation: str) -> None:
    """Sends many of the most common requests."""
    for number in range(5):
        assert (await person.get("me"))["username"] == person.username
        await person.send(conversation, f"Hello {number}")
        assert await person.get(f"conversations/{conversation}/changes?since=0")


async def codes_of(tasks: list[asyncio.Task[str]], count: int) -> list[str]:
    """Returns the codes of the first `count` responses."""
    found: list[str] = []
    for next_one in asyncio.as_completed(tasks, timeout=60):
        found.append(await next_one)
        if len(found) == count:
            break
    return found


async def test_uploads_of_one_person_keep_nobody_waiting(web: WebProcess, world: World) -> None:
    alice, bob, carol = await world.cast("alice", "bob", "carol")
    garden = await world.group(bob, carol)
    stopped: set[int] = set()
    stopping = asyncio.create_task(stop_image_jobs(web, stopped))
    uploads = [asyncio.create_task(upload(alice)) for _ in range(MANY)]
    try:
        async with asyncio.timeout(60):
            while not stopped:
                await asyncio.sleep(0.01)
        await ask_much(bob, garden)
        assert await codes_of(uploads, MANY - 1) == ["rate_limited"] * (MANY - 1)
        stopping.cancel()
        assert await upload(carol) == "ok"
        assert [each.done() for each in uploads].count(False) == 1
    finally:
        stopping.cancel()
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    assert sorted(await asyncio.gather(*uploads))[0] == "ok"


@contextmanager
def locked_messages(services: Services) -> Iterator[None]:
    with psycopg.connect(services.database_url) as line:
        line.execute("LOCK TABLE messaging_message IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.mark.parametrize("what", ["links", "attachments"])
async def test_searches_of_one_person_keep_nobody_waiting(services: Services, world: World, what: str) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)

    async def search() -> str:
        return (await alice.call("GET", f"conversations/{garden}/{what}?search=holiday")).code

    with locked_messages(services):
        searches = [asyncio.create_task(search()) for _ in range(MANY)]
        assert await codes_of(searches, MANY - 2) == ["rate_limited"] * (MANY - 2)
        for _ in range(5):
            assert (await bob.get("me"))["username"] == bob.username
        assert [each.done() for each in searches].count(False) == 2
    assert sorted(await asyncio.gather(*searches))[:2] == ["ok"] * 2
