"""Users who have not accepted the terms write by no command; they read, and write again once they have."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import psycopg
import pytest

from chatproject.contract.verbs import VERBS
from tests.contract.database import contract_database
from tests.contract.server import Services, WebProcess
from tests.contract.world import World
from tests.verbs import ORDERED, fields_of, request_of

_PUBLISH = """
INSERT INTO staff_document (id, kind, version, text, requires_acceptance, published_at)
VALUES (%s, 'terms', 1, 'Be kind.', true, now())
"""


@pytest.fixture(scope="module")
def strict(services: Services, worker_id: str) -> Iterator[WebProcess]:
    """A web process with a database of its own: its terms apply to no other test."""
    with contract_database(f"{worker_id}_terms") as database:
        process = WebProcess(Services(database, services.redis_url, "terms")).ready()
        yield process
        process.stop()


@pytest.fixture
async def world(strict: WebProcess) -> AsyncIterator[World]:
    async with World.at(strict) as found:
        yield found


async def test_every_command_that_writes_waits_for_the_terms_as_its_call_does(strict: WebProcess, world: World) -> None:
    assert {verb.name for verb in ORDERED} == {verb.name for verb in VERBS.values()}
    alice = await world.person("alice")
    garden = await world.group(alice)
    socket = await alice.connect()
    await socket.send(garden, "one")
    await socket.ask("reaction.add", conversation=garden, seq=1, emoji="👍")
    document = str(uuid4())
    with psycopg.connect(strict.services.database_url) as line:
        line.execute(_PUBLISH, [document])
    while not (await alice.get("me")).get("accept"):  # the process notices within seconds
        pass
    refused = {}
    for verb in ORDERED:
        fields = fields_of(verb, conversation=garden)
        if verb.name == "auth":
            fields = {"access": alice.access}
        code = await socket.code(verb.name, **fields)
        if verb.call:
            assert (await alice.call(*request_of(verb, fields))).code == code, verb.name
        refused[verb.name] = code
    assert refused == {verb.name: "terms_required" if verb.writes else "ok" for verb in ORDERED}
    await alice.do("POST", "me/consents", {"documents": [document]})
    assert (await socket.send(garden, "two"))["seq"] == 2
