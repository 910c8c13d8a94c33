"""Connections without traffic: an idle minute, silent and unresponsive peers, an expired token."""

import asyncio
import json
import time
from contextlib import suppress

import redis

from tests.contract.mute import MutePeer
from tests.contract.server import Servers, Services
from tests.contract.world import World
from tests.realtime.scenes.playing import draft, scene, started


@scene
async def an_idle_minute_closes_nothing_and_loses_nothing(world: World, servers: Servers, services: Services) -> None:
    """Typing between two processes is never repaired: its arrival shows that the connection between them is open."""
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    one, other = await alice.connect(servers.a), await bob.connect(servers.b)
    await asyncio.sleep(61)
    for speaking, hearing, who in [(one, other, alice), (other, one, bob)]:
        await speaking.ask("typing.start", conversation=garden)
        await hearing.receive("typing", conversation=garden, user=who.id)
    # Nor was it closed and opened again, with a moment without a subscription.
    assert sum(age >= 60 for age in await asyncio.to_thread(ages_of_listeners, services)) >= 2


def ages_of_listeners(services: Services) -> list[int]:
    """Returns for how many seconds each subscriber has been connected to Valkey."""
    with redis.Redis.from_url(services.redis_url) as valkey:
        return [int(client["age"]) for client in valkey.client_list(_type="pubsub")]


@scene
async def a_silent_peer_is_given_up_and_a_living_one_is_not(world: World, servers: Servers, services: Services) -> None:
    """Pongs, pings and commands all count as activity; the heartbeat is a second here, patience twice that."""
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
        await peer.send_command(json.dumps({"type": "ping", "id": str(number)}))
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
async def one_who_takes_not_even_the_close_is_cut_off(world: World, servers: Servers, services: Services) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    talking = await alice.connect(servers.a)
    async with MutePeer.connect(servers.a, bob.authorization, buffer=4096) as mute:
        for n in range(24):
            given = [await talking.send_command("message.send", **long(garden, 20 * n + m)) for m in range(20)]
            for id in given:
                await talking.reply(id)
        await asyncio.sleep(14)
        # If the server had waited for this reader, 1013 would be at the end of the frames read now.
        with suppress(ConnectionResetError):
            assert await mute.read(10) is None


def long(conversation: str, n: int) -> dict[str, str]:
    return {**draft(conversation, n), "body": "x" * 19_000}
