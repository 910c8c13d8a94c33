"""Rate limits apply to a user across all processes."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import pytest
from pytest_django import Settings

from chatproject.contract.errors import RateLimited
from chatproject.contract.verbs import Rate
from chatproject.rate_limits import Limiter
from tests.contract.client import Person
from tests.contract.server import ROOT, Servers, Services
from tests.contract.sockets import Socket
from tests.contract.world import World
from tests.realtime.limiting import limited_to

#: Refilled so slowly that the machine's speed does not matter.
BURST, RATES = 400, {"ping": (0.01, 400), "typing.stop": (0.01, 400), "*": (1000, 1000)}


@pytest.fixture(scope="module")
def shared_servers(services: Services) -> Iterator[Servers]:
    started = Servers.start(services, ROOT, **limited_to(RATES))
    yield started
    started.stop()


async def let_pass(*sockets: Socket) -> int:
    """Returns how many pings were answered until each of these sockets was refused one."""
    passed = 0
    for socket in sockets:
        while await socket.code("ping") == "ok":
            passed += 1
    return passed


async def test_two_processes_let_pass_what_one_does(alice: Person, servers: Servers) -> None:
    one, other = await alice.connect(servers.a), await alice.connect(servers.b)
    passed = await let_pass(one, other)
    assert BURST <= passed < BURST * 1.5


async def test_at_two_processes_at_once_it_is_the_same(alice: Person, servers: Servers) -> None:
    sockets = [await alice.connect(process) for process in servers.both]
    passed = sum(await asyncio.gather(*(let_pass(socket) for socket in sockets)))
    assert BURST <= passed < BURST * 1.5


async def test_another_person_and_another_command_have_their_own(world: World, alice: Person, servers: Servers) -> None:
    bob = await world.person("bob")
    await let_pass(await alice.connect(servers.a))
    assert await (await bob.connect(servers.b)).code("ping") == "ok"
    assert await (await alice.connect(servers.b)).code("sync", revs={}) == "ok"


def test_without_valkey_each_process_counts_for_itself(settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    settings.RATE_LIMITS, settings.COMMAND_RATES = True, {"*": (0.01, 50)}
    limiter = Limiter()
    for _ in range(50):
        limiter.check("alice", "ping")
    with pytest.raises(RateLimited):
        limiter.check("alice", "ping")


def test_setting_overrides_the_rate_a_verb_declares(settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    settings.RATE_LIMITS, limiter, slow = True, Limiter(), 0.01
    settings.COMMAND_RATES = {}
    assert passed(limiter, "sync", (slow, 3)) == 3
    settings.COMMAND_RATES = {"ping": (slow, 2)}
    assert (passed(limiter, "ping", (slow, 5)), passed(limiter, "auth", (slow, 5))) == (2, 5)
    settings.COMMAND_RATES = {"*": (slow, 1)}
    assert passed(limiter, "activity", (slow, 5)) == 1


def passed(limiter: Limiter, command: str, rate: Rate) -> int:
    """Returns how many of ten simultaneous commands are accepted."""
    count = 0
    with suppress(RateLimited):
        while count < 10:
            limiter.check("alice", command, rate)
            count += 1
    return count
