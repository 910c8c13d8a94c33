"""The channel layer: Channels' own API over Valkey's pub/sub, and a line of its own for the hub.

What is sent to one of the hub's groups goes to its connections without a channel, a queue and a task for each of
them, in the order of its revs, by the one subscription each process has. That costs a twentieth. Everything else is
channels-redis' own: channels, groups, its hosts, shards and sentinels.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asgiref.sync import sync_to_async
from channels_redis.pubsub import RedisPubSubChannelLayer
from channels_redis.utils import create_pool
from redis.asyncio import Connection

from chatproject.realtime.bus import bus
from chatproject.realtime.envelope import Envelope

#: The first part of the names of conversations', persons' and devices' groups.
_HUB = {"c", "u", "d", "w"}


class EventLayer(RedisPubSubChannelLayer):  # type: ignore[misc]
    """`CHANNEL_LAYERS`' backend."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send to a group, from wherever Channels can.

        For `c.<conversation>`, `u.<user>` and `d.<device>` the message holds an Envelope's fields: `frame`, the
        event as JSON, goes to every socket that the hubs of all processes have in it.
        """
        if group.partition(".")[0] not in _HUB:
            await self._get_layer().group_send(group, message)
            return
        about = {name: value for name, value in message.items() if name != "type"}
        await sync_to_async(bus.send, thread_sensitive=False)([Envelope(group, **about)])

    @asynccontextmanager
    async def line(self, channel: str) -> AsyncIterator[Connection]:
        """A connection for one's own use, to the host that has this pub/sub channel."""
        pool = create_pool(self._get_layer()._get_shard(channel).host)
        try:
            yield await pool.get_connection()
        finally:
            await pool.disconnect()
