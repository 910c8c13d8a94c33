"""The users of a drill: two members, and one user who must see nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from tests.contract.client import Person
from tests.contract.world import World
from tests.media.files import Sending
from tests.media.posting import post_message
from tests.media_drill.cutting import CuttingProxy
from tests.media_drill.insisting import insist, sure
from tests.media_drill.place import Place

_PATIENCE = 300.0


@dataclass(frozen=True)
class Crowd:
    """`way` is the proxy that all bytes of files pass."""

    place: Place
    way: CuttingProxy
    world: World
    alice: Person
    bob: Person
    mallory: Person
    garden: str

    async def put_up(self, data: bytes, **about: str) -> Sending:
        """Uploads a file of alice completely, with retries. It is pending afterwards."""
        sending = await Sending.begin(self.alice, self.garden, data, **about)
        await self.finish(sending)
        return sending

    async def finish(self, sending: Sending) -> None:
        await insist(sending)
        await sure(self.alice, "POST", f"uploads/{sending.id}/complete")

    async def send_message(self, sending: Sending) -> None:
        await post_message(self.alice, self.garden, sending.id)

    async def settled(self, sending: Sending) -> dict[str, str]:
        return await sending.settled(_PATIENCE)


@asynccontextmanager
async def crowd(place: Place) -> AsyncIterator[Crowd]:
    limits = httpx.Limits(max_connections=50, keepalive_expiry=1)  # shorter than the server's
    async with (
        CuttingProxy(place.origin_port, place.store_port) as way,
        httpx.AsyncClient(timeout=120, trust_env=False, limits=limits) as http,
    ):
        world = World(place.machine, http)
        alice, bob, mallory = await world.cast("alice", "bob", "mallory")
        yield Crowd(place, way, world, alice, bob, mallory, await world.group(alice, bob))
