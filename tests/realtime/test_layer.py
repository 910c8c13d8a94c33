"""The channel layer, which is Channels' own, and the hub's groups in it."""

import asyncio
import json
import subprocess
import sys

from channels_redis.pubsub import RedisPubSubChannelLayer

from chatproject.realtime.layer import EventLayer
from tests.contract.server import ROOT, Servers, Services
from tests.contract.valkey import PrivateValkey
from tests.contract.world import World

_ELSEWHERE = """
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
async_to_sync(get_channel_layer().group_send)({group!r}, {{"type": "event", "frame": {frame!r}}})
"""


def group_send(services: Services, group: str, event: dict[str, object]) -> None:
    """Sends as a task or a command does: from a separate process without sockets."""
    code = _ELSEWHERE.format(group=group, frame=json.dumps(event))
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    subprocess.run(command, cwd=ROOT, env=services.environment(), check=True, timeout=60)


async def test_user_group_reaches_all_sockets_of_the_user_and_no_other(
    world: World, servers: Servers, services: Services
) -> None:
    alice, bob = await world.cast("alice", "bob")
    here, there, other = await alice.connect(servers.a), await alice.connect(servers.b), await bob.connect(servers.a)
    await asyncio.to_thread(group_send, services, f"u.{alice.id}", {"type": "note", "text": "Hello"})
    for socket in (here, there):
        assert (await socket.receive("note"))["text"] == "Hello"
    assert await other.ask("ping") == {}
    assert not other.received("note")


async def test_every_other_group_is_channels_own(services: Services) -> None:
    layer = EventLayer(hosts=[services.redis_url], prefix="test_layer")
    assert isinstance(layer, RedisPubSubChannelLayer)
    try:
        channel, stranger = await layer.new_channel(), await layer.new_channel()
        await layer.group_add("lobby", channel)
        await layer.group_send("lobby", {"type": "lobby.opened", "by": "alice"})
        async with asyncio.timeout(60):
            assert await layer.receive(channel) == {"type": "lobby.opened", "by": "alice"}
        await layer.group_discard("lobby", channel)
        await layer.group_send("lobby", {"type": "lobby.closed"})
        await layer.send(channel, {"type": "told.directly"})
        await layer.send(stranger, {"type": "told.directly"})
        async with asyncio.timeout(60):
            assert await layer.receive(channel) == {"type": "told.directly"}
            assert await layer.receive(stranger) == {"type": "told.directly"}
    finally:
        await layer.flush()


async def test_the_hubs_line_goes_to_the_host_that_has_its_channel(services: Services) -> None:
    """With several hosts, it uses the one to which channels-redis itself publishes."""
    with PrivateValkey() as private:
        layer = EventLayer(hosts=[services.redis_url, private.url])
        try:
            for channel in [f"channel-{n}" for n in range(8)]:
                async with layer.line(channel) as line, asyncio.timeout(60):
                    await line.send_command("SUBSCRIBE", channel)
                    await line.read_response(push_request=True)
                    await layer.send(channel, {"type": "it.is.here"})
                    assert b"it.is.here" in (await line.read_response(push_request=True))[-1]
        finally:
            await layer.flush()
