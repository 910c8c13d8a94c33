"""A web process that restarts, and a Valkey that freezes or is lost."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.contract.mirror import Mirror
from tests.contract.server import Servers, Services
from tests.contract.sockets import Socket
from tests.contract.valkey import PrivateValkey
from tests.contract.world import World
from tests.realtime.scenes.playing import draft, scene, started


@scene
async def a_restart_sends_people_elsewhere(world: World, servers: Servers, services: Services) -> None:
    async with started(services) as ending:
        alice, bob = await world.cast("alice", "bob")
        garden = await world.group(alice, bob)
        leaving, staying = await alice.connect(ending), await bob.connect(servers.b)
        mirror = await Mirror.begin(alice, leaving)
        commands = [await leaving.send_command("message.send", **draft(garden, n)) for n in range(50)]
        ending.signal(signal.SIGTERM)
        assert (await leaving.receive("goaway"))["after_ms"] >= 1000
        assert await leaving.closed() == 1001
        # uvicorn ends by the signal it received, when all is done.
        assert await asyncio.to_thread(ending.wait, 15) in (0, -signal.SIGTERM)
    acknowledged = {reply["ok"]["seq"] for reply in leaving.replies if "ok" in reply and "seq" in reply["ok"]}
    # Acknowledged messages exist. The others are sent again under their client_id, and exist once.
    again = await alice.connect(servers.a)
    for n in range(len(commands)):
        await again.ask("message.send", **draft(garden, n))
    await mirror.resume(again)
    messages = (await alice.get(f"conversations/{garden}/messages?limit=200"))["items"]
    assert len(messages) == len(commands)
    assert acknowledged <= {message["seq"] for message in messages}
    await staying.receive_all(len(commands), "message", conversation=garden, within=15)
    await mirror.process()
    await mirror.compare(garden)


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
            revs = [event["rev"] for event in reading.received("message", conversation=garden)]
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
    """Acknowledged at once, although Valkey passes nothing on; received through the other process within 15 s."""
    for _ in range(count):
        began = time.monotonic()
        said = await talking.send(conversation, "x")
        assert time.monotonic() - began < 3
    await reading.receive("message", conversation=conversation, rev=said["rev"], within=15)


async def cross(talking: Socket, reading: Socket, conversation: str, what: str) -> None:
    """Typing, which is never repaired, arrives again after a while."""
    before = len(reading.received("typing"))
    for _ in range(20):
        await talking.ask("typing.start", conversation=conversation)
        await asyncio.sleep(0.5)
        if len(reading.received("typing")) > before:
            return
    raise AssertionError(f"nothing crossed: {what}")
