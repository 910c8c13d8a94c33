"""Two users who send messages, and others who are notified while they are away."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.contract.client import Person
from tests.push_drill.crowd import Crowd
from tests.push_drill.records import Phone


@dataclass
class Room:
    """Alice and frank write in `garden`, alice and bob in `between`. Carol's phones show no message text. Mallory has a
    phone and is in neither conversation."""

    crowd: Crowd
    alice: Person
    bob: Person
    carol: Person
    frank: Person
    mallory: Person
    garden: str
    between: str
    phones: dict[str, list[Phone]]

    @asynccontextmanager
    async def talking(self, pause: float = 0.25) -> AsyncIterator[None]:
        """Sends messages during the block."""
        async with asyncio.TaskGroup() as tasks:
            turns = [
                tasks.create_task(self._chatter(self.alice, self.garden, pause)),
                tasks.create_task(self._chatter(self.frank, self.garden, pause)),
                tasks.create_task(self._chatter(self.alice, self.between, pause)),
            ]
            ends = asyncio.Event()
            self._ends = ends
            try:
                yield
            finally:
                ends.set()
                await asyncio.gather(*turns)

    async def _chatter(self, sender: Person, conversation: str, pause: float) -> None:
        """Waits for a send that has begun; otherwise its message would be missing from the record."""
        await asyncio.sleep(0)
        while not self._ends.is_set():
            await self.crowd.send_message(sender, conversation)
            await asyncio.sleep(random.uniform(0.4, 1.6) * pause)


async def room(crowd: Crowd) -> Room:
    alice, bob, carol, frank, mallory = await crowd.world.cast("alice", "bob", "carol", "frank", "mallory")
    await carol.do("PATCH", "notifications/preferences", {"privacy": "nothing"})
    garden = await crowd.group(alice, bob, carol, frank)
    between = await crowd.direct(alice, bob)
    phones = {
        "alice": [await crowd.phone(alice, "webpush")],
        "bob": [await crowd.phone(bob, channel) for channel in ("webpush", "fcm", "apns")],
        "carol": [await crowd.phone(carol, channel, tells=False) for channel in ("webpush", "fcm")],
        "mallory": [await crowd.phone(mallory, "webpush")],
    }
    return Room(crowd, alice, bob, carol, frank, mallory, garden, between, phones)
