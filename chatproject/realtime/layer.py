"""The channel layer: Channels' own API over Valkey's pub/sub, and a separate path for the hub.

Events for the hub's groups reach its connections without a channel, a queue and a task for each, in the order of their
revs, through the one subscription of each process. That costs a twentieth. Everything else is channels-redis' own:
channels, groups, its hosts, shards and sentinels.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asgiref.sync import sync_to_async
from channels_redis.pubsub import RedisPubSubChannelLayer
from channels_redis.utils import create_pool
from redis.asyncio import Connection

from chatproject.realtime.bus import bus
from chatproject.realtime.envelope import Envelope

#: The first part of the names of the groups of conversations, users and devices.
_HUB = {"c", "u", "d", "w"}
#: Seconds for Valkey's first answer on a connection. The address's own timeout ends when TCP is connected.
_GREETING = 4.0


class EventLayer(RedisPubSubChannelLayer):  # type: ignore[misc]
    """The backend of `CHANNEL_LAYERS`."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Sends to a group, from wherever Channels can.

        For `c.<conversation>`, `u.<user>` and `d.<device>` the message holds an Envelope's fields: `frame`, the event
        as JSON, goes to every socket that the hubs of all processes have in it.
        """
        if group.partition(".")[0] not in _HUB:
            await self._get_layer().group_send(group, message)
            return
        about = {name: value for name, value in message.items() if name != "type"}
        await sync_to_async(bus.send, thread_sensitive=False)([Envelope(group, **about)])

    @asynccontextmanager
    async def line(self, channel: str) -> AsyncIterator[Connection]:
        """Yields a dedicated connection to the host that has this pub/sub channel."""
        pool = create_pool(self._get_layer()._get_shard(channel).host)
        try:
            try:
                async with asyncio.timeout(_GREETING):
                    connection = await pool.get_connection()
            except TimeoutError:
                raise TimeoutError("Valkey does not answer a new connection") from None
            yield connection
        finally:
            await pool.disconnect()
