"""Presence and typing end, however the connection ends."""

import asyncio
import signal

from tests.contract.server import Servers, Services
from tests.contract.world import World
from tests.realtime.scenes.playing import scene, started


@scene
async def offline_is_told_after_the_last_connection(world: World, servers: Servers, services: Services) -> None:
    alice, bob = await world.cast("alice", "bob")
    await world.direct(alice, bob)
    watching = await alice.connect(servers.b)
    first, last = await bob.connect(servers.a), await bob.connect(servers.b)
    assert (await watching.ask("presence.watch", users=[bob.id]))["users"][bob.id]["online"]
    await first.close()
    await asyncio.sleep(12)
    assert not watching.received("presence")
    last.cut()
    event = await watching.receive("presence", user=bob.id, online=False, within=40)
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
    assert all(event["online"] for event in watching.received("presence"))


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
        await watching.receive("presence", user=bob.id, online=False, within=40)
        assert not watching.received("presence", user=carol.id)
        assert not lost.is_open
        assert not elsewhere.is_open
        # The others were not affected.
        assert await (await carol.connect(servers.b)).send(garden, "still here")


@scene
async def typing_ends_by_itself(world: World, servers: Servers, services: Services) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    typing, reading = await alice.connect(servers.a), await bob.connect(servers.b)
    await typing.ask("typing.start", conversation=garden)
    await reading.receive("typing", user=alice.id, active=True)
    await reading.receive("typing", user=alice.id, active=False, within=20)
    await typing.ask("typing.start", conversation=garden)
    await reading.receive_all(2, "typing", user=alice.id, active=True)
    typing.cut()
    await reading.receive_all(2, "typing", user=alice.id, active=False)
