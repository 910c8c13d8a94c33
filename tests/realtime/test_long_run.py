"""Slow scenes: silence, death, healing, an idle minute. All of them wait at the same time, in one test."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import httpx
import pytest
import redis

from tests.contract.client import Person, Socket
from tests.contract.elsewhere import Elsewhere
from tests.contract.mirror import Mirror
from tests.contract.mute import MutePeer
from tests.contract.server import Servers, Services, WebProcess
from tests.contract.valkey import PrivateValkey
from tests.contract.world import World

Scene = Callable[[World, Servers, Services], Awaitable[None]]
scenes: list[Scene] = []


def scene(function: Scene) -> Scene:
    scenes.append(function)
    return function


@pytest.mark.waits
@pytest.mark.timeout(180)
async def test_in_the_long_run(servers: Servers, services: Services) -> None:
    failures: dict[str, BaseException] = {}

    async def play(function: Scene) -> None:
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            world = World(servers.a, http)
            try:
                await function(world, servers, services)
            except (Exception, pytest.fail.Exception) as error:
                failures[function.__name__] = error
            finally:
                await world.close()

    await asyncio.gather(*map(play, scenes))
    if failures:
        raise BaseExceptionGroup(", ".join(failures), list(failures.values()))


@asynccontextmanager
async def started(
    services: Services, changes: dict[str, str] | None = None, module: str = "chatproject.web.serve"
) -> AsyncIterator[WebProcess]:
    """A web process of the scene's own, without holding the others up while it starts and stops."""
    process = WebProcess(services, changes or {}, module)
    try:
        await asyncio.to_thread(process.ready)
        yield process
    finally:
        await asyncio.to_thread(process.stop)


@scene
async def an_idle_minute_closes_nothing_and_loses_nothing(world: World, servers: Servers, services: Services) -> None:
    """Typing between two processes is never healed: that it arrives shows that the line between them is open."""
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    one, other = await alice.connect(servers.a), await bob.connect(servers.b)
    await asyncio.sleep(61)
    for speaking, hearing, who in [(one, other, alice), (other, one, bob)]:
        await speaking.ask("typing.start", conversation=garden)
        await hearing.hear("typing", conversation=garden, user=who.id)
    # Nor was it closed and opened again, with a moment in which no process listens.
    assert sum(age >= 60 for age in await asyncio.to_thread(ages_of_listeners, services)) >= 2


def ages_of_listeners(services: Services) -> list[int]:
    """For how many seconds each subscriber has been connected to Valkey."""
    with redis.Redis.from_url(services.redis_url) as valkey:
        return [int(client["age"]) for client in valkey.client_list(_type="pubsub")]


@scene
async def a_silent_peer_is_given_up_and_a_living_one_is_not(world: World, servers: Servers, services: Services) -> None:
    """Pongs, pings and commands all count as life; the heartbeat is a second here, patience twice that."""
    async with started(services, module="tests.contract.hasty") as hasty:
        alice = await world.person("alice")
        began = time.monotonic()
        async with (
            MutePeer.connect(hasty, alice.authorization) as silent,
            MutePeer.connect(hasty, alice.authorization) as pinging,
        ):
            ponging = await alice.connect(hasty)
            pings = asyncio.create_task(ping_for_a_while(pinging))
            assert await silent.read(10) == 4408
            assert 1.5 < time.monotonic() - began < 6
            await pings
            assert await ponging.ask("ping") == {}
            assert await pinging.read(10) == 4408
        assert b'"11"' in b"".join(frame.data for frame in pinging.frames)


async def ping_for_a_while(peer: MutePeer) -> None:
    for number in range(12):
        await peer.say(json.dumps({"type": "ping", "id": str(number)}))
        await asyncio.sleep(0.5)


@scene
async def a_socket_ends_with_its_token(world: World, servers: Servers, services: Services) -> None:
    async with started(services, {"CONTRACT_SETTINGS": json.dumps({"ACCESS_SECONDS": 4})}) as brief:
        alice = await world.person("alice", brief)
        began = time.monotonic()
        sockets = [await alice.connect(brief), await alice.connect(servers.b)]
        assert [await socket.closed(20) for socket in sockets] == [4401, 4401]
        assert time.monotonic() - began > 1
        assert (await alice.call("GET", "me")).code == "token_invalid"
        pair = await alice.do("POST", "auth/token/refresh", {"refresh": alice.refresh})
        alice.access = pair["access"]
        await alice.connect(servers.b)


@scene
async def offline_is_told_after_the_last_connection(world: World, servers: Servers, services: Services) -> None:
    alice, bob = await world.cast("alice", "bob")
    await world.direct(alice, bob)
    watching = await alice.connect(servers.b)
    first, last = await bob.connect(servers.a), await bob.connect(servers.b)
    assert (await watching.ask("presence.watch", users=[bob.id]))["users"][bob.id]["online"]
    await first.close()
    await asyncio.sleep(12)
    assert not watching.heard("presence")
    last.cut()
    event = await watching.hear("presence", user=bob.id, online=False, within=40)
    assert event["last_seen_at"]
    assert (await watching.ask("presence.watch", users=[bob.id]))["users"][bob.id] == {
        "online": False,
        "last_seen_at": event["last_seen_at"],
    }


@scene
async def a_reload_is_no_absence(world: World, servers: Servers, services: Services) -> None:
    alice, bob = await world.cast("alice", "bob")
    await world.direct(alice, bob)
    watching, reloading = await alice.connect(servers.b), await bob.connect(servers.a)
    await watching.ask("presence.watch", users=[bob.id])
    for process in (servers.a, servers.b):
        reloading.cut()
        await asyncio.sleep(1)
        reloading = await bob.connect(process)
    await asyncio.sleep(10)
    assert all(event["online"] for event in watching.heard("presence"))


@scene
async def a_killed_process_takes_its_people_offline(world: World, servers: Servers, services: Services) -> None:
    async with started(services) as doomed:
        alice, bob, carol = await world.cast("alice", "bob", "carol")
        garden = await world.group(alice, bob, carol)
        watching = await alice.connect(servers.b)
        lost, elsewhere = await bob.connect(doomed), await carol.connect(doomed)
        await carol.connect(servers.a)
        told = await watching.ask("presence.watch", users=[bob.id, carol.id])
        assert all(each["online"] for each in told["users"].values())
        doomed.signal(signal.SIGKILL)
        await watching.hear("presence", user=bob.id, online=False, within=40)
        assert not watching.heard("presence", user=carol.id)
        assert not lost.is_open
        assert not elsewhere.is_open
        # The others were not disturbed.
        assert await (await carol.connect(servers.b)).send(garden, "still here")


@scene
async def typing_ends_by_itself(world: World, servers: Servers, services: Services) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    typing, reading = await alice.connect(servers.a), await bob.connect(servers.b)
    await typing.ask("typing.start", conversation=garden)
    await reading.hear("typing", user=alice.id, active=True)
    await reading.hear("typing", user=alice.id, active=False, within=20)
    await typing.ask("typing.start", conversation=garden)
    await reading.hear_all(2, "typing", user=alice.id, active=True)
    typing.cut()
    await reading.hear_all(2, "typing", user=alice.id, active=False)


@scene
async def what_was_told_to_nobody_is_found_within_fifteen_seconds(
    world: World, servers: Servers, services: Services
) -> None:
    """Committed by a process that never published, in conversations where nothing else happens."""
    alice, bob, carol, dave = await world.cast("alice", "bob", "carol", "dave")
    garden, shed = await world.group(alice, bob, carol), await world.group(alice, bob)
    mirrors = [await Mirror.begin(bob, await bob.connect(process)) for process in servers.both]
    removed, coming = await carol.connect(servers.b), await dave.connect(servers.b)
    ended = await (other := await bob.sign_in()).connect(servers.a)
    (device,) = [each["id"] for each in (await other.get("me/devices"))["items"] if each["current"]]
    with await asyncio.to_thread(Elsewhere, services) as elsewhere:
        await asyncio.to_thread(commit_everything, elsewhere, world.people, garden, device)
        began = time.monotonic()
        head = (await bob.get(f"conversations/{garden}"))["rev"]
        assert head == 4 + 7
        rest = [
            removed.hear("gone", conversation=garden, within=15),
            coming.hear("conversation", within=15),
            coming.hear("user", within=15),
            ended.closed(15),
        ]
        *_, code = await asyncio.gather(*(mirror.reach(garden, head, 15) for mirror in mirrors), *rest)
        assert time.monotonic() - began < 15
    assert code == 4401
    for mirror in mirrors:
        await mirror.reach_own((await bob.get("me"))["me_rev"], 15)
        await mirror.compare(garden)
        await mirror.compare_own()
    assert not removed.heard("message", conversation=garden)
    # A member whose conversation was found again receives the next message.
    await alice.send(garden, "live", at=servers.a)
    await coming.hear("message", conversation=garden, rev=head + 1)
    assert not any(mirror.socket.heard("message", conversation=shed) for mirror in mirrors)


def commit_everything(elsewhere: Elsewhere, people: list[Person], garden: str, device: str) -> None:
    alice, bob, carol, dave = people
    do = elsewhere.do
    do("conversations.operations.removing.remove_member", alice, conversation_id=garden, user_id=carol.id)
    sending = "tests.verbs.send_message"
    for body in ("one", "two"):
        do(sending, alice, conversation=garden, client_id=str(uuid4()), body=body)
    do("tests.verbs.edit_message", alice, conversation=garden, seq=1, body="uno")
    do("tests.verbs.add_reaction", alice, conversation=garden, seq=1, emoji="👍")
    do("conversations.operations.renaming.change_conversation", alice, conversation_id=garden, title="Orchard")
    do("conversations.operations.adding.add_member", alice, conversation_id=garden, user_id=dave.id)
    do("accounts.operations.signing_out.end_device", bob, device=device)
    do("conversations.operations.personalising.personalise_conversation", bob, conversation_id=garden, pinned=True)
    do("accounts.operations.editing_profile.edit_profile", bob, display_name="Robert")


@scene
async def one_removed_and_added_unheard_gets_nothing_of_the_time_between(
    world: World, servers: Servers, services: Services
) -> None:
    """With `joined` history, messages found later are filtered by the current membership."""
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob, history="joined")
    await alice.send(garden, "before")
    mirror = await Mirror.begin(bob, await bob.connect(servers.b))
    await alice.send(garden, "while bob is in", at=servers.b)
    await mirror.reach(garden, 5)
    with await asyncio.to_thread(Elsewhere, services) as elsewhere:
        fields = {"conversation_id": garden, "user_id": bob.id}
        sending = "tests.verbs.send_message"
        steps = [
            ("conversations.operations.removing.remove_member", fields),
            (sending, {"conversation": garden, "client_id": str(uuid4()), "body": "a secret"}),
            ("conversations.operations.adding.add_member", fields),
        ]
        for operation, about in steps:
            await asyncio.to_thread(elsewhere.do, operation, alice, **about)
    last = await alice.send(garden, "after", at=servers.a)
    await mirror.reach(garden, last["rev"], 15)
    await mirror.compare(garden)
    assert mirror.copies[garden].whole["membership"]["first_seq"] == 4
    assert "a secret" not in json.dumps(mirror.socket.frames)
    assert mirror.socket.heard("gone", conversation=garden)


@scene
async def a_restart_sends_people_elsewhere(world: World, servers: Servers, services: Services) -> None:
    async with started(services) as ending:
        alice, bob = await world.cast("alice", "bob")
        garden = await world.group(alice, bob)
        leaving, staying = await alice.connect(ending), await bob.connect(servers.b)
        mirror = await Mirror.begin(alice, leaving)
        given = [await leaving.say("message.send", **draft(garden, n)) for n in range(50)]
        ending.signal(signal.SIGTERM)
        assert (await leaving.hear("goaway"))["after_ms"] >= 1000
        assert await leaving.closed() == 1001
        # uvicorn ends by the signal it got, when all is done.
        assert await asyncio.to_thread(ending.wait, 15) in (0, -signal.SIGTERM)
    acknowledged = {reply["ok"]["seq"] for reply in leaving.replies if "ok" in reply and "seq" in reply["ok"]}
    # Acknowledged messages are there. The others are sent again under their client_id, and are there once.
    again = await alice.connect(servers.a)
    for n in range(len(given)):
        await again.ask("message.send", **draft(garden, n))
    await mirror.resume(again)
    messages = (await alice.get(f"conversations/{garden}/messages?limit=200"))["items"]
    assert len(messages) == len(given)
    assert acknowledged <= {message["seq"] for message in messages}
    await staying.hear_all(len(given), "message", conversation=garden, within=15)
    await mirror.process()
    await mirror.compare(garden)


def draft(conversation: str, n: int) -> dict[str, str]:
    return {"conversation": conversation, "client_id": f"0190f5fe-7c00-7000-8000-{n:012d}", "body": str(n)}


@scene
async def a_frozen_or_lost_valkey_holds_up_no_message(world: World, servers: Servers, services: Services) -> None:
    async with own_valkey() as valkey:
        own = Services(services.database_url, valkey.url)
        async with started(own) as a, started(own) as b:
            alice, bob = await world.person("alice", a), await world.person("bob", b)
            garden = await world.group(alice, bob)
            talking, reading = await alice.connect(a), await bob.connect(b)
            await cross(talking, reading, garden, "typing before")
            valkey.freeze()
            await send_quickly(talking, reading, garden, 1)
            assert (await reading.ask("presence.watch", users=[alice.id]))["users"]
            await bob.send(garden, "over REST", at=a)
            valkey.thaw()
            await cross(talking, reading, garden, "typing after the thaw")
            await asyncio.to_thread(valkey.kill)
            await send_quickly(talking, reading, garden, 3)
            await asyncio.to_thread(valkey.start)
            await cross(talking, reading, garden, "typing after the restart")
            revs = [event["rev"] for event in reading.heard("message", conversation=garden)]
            assert revs == list(range(4, 4 + len(revs)))
            assert a.is_alive
            assert b.is_alive


@asynccontextmanager
async def own_valkey() -> AsyncIterator[PrivateValkey]:
    valkey = await asyncio.to_thread(PrivateValkey().start)
    try:
        yield valkey
    finally:
        await asyncio.to_thread(valkey.stop)


async def send_quickly(talking: Socket, reading: Socket, conversation: str, count: int) -> None:
    """Acknowledged at once, although nothing crosses by Valkey; heard by the other process within 15 s."""
    for _ in range(count):
        began = time.monotonic()
        said = await talking.send(conversation, "x")
        assert time.monotonic() - began < 3
    await reading.hear("message", conversation=conversation, rev=said["rev"], within=15)


async def cross(talking: Socket, reading: Socket, conversation: str, what: str) -> None:
    """Typing, which nothing heals, comes over again after a while."""
    before = len(reading.heard("typing"))
    for _ in range(20):
        await talking.ask("typing.start", conversation=conversation)
        await asyncio.sleep(0.5)
        if len(reading.heard("typing")) > before:
            return
    raise AssertionError(f"nothing crossed: {what}")


@scene
async def one_who_takes_not_even_the_close_is_cut_off(world: World, servers: Servers, services: Services) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    talking = await alice.connect(servers.a)
    async with MutePeer.connect(servers.a, bob.authorization, buffer=4096) as mute:
        for n in range(24):
            given = [await talking.say("message.send", **long(garden, 20 * n + m)) for m in range(20)]
            for id in given:
                await talking.reply(id)
        await asyncio.sleep(14)
        # Had the server waited for this reader, they would find 1013 at the end of the frames they read now.
        with suppress(ConnectionResetError):
            assert await mute.read(10) is None


def long(conversation: str, n: int) -> dict[str, str]:
    return {**draft(conversation, n), "body": "x" * 19_000}
