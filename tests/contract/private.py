"""Alice on several devices, one of them away: how each is held to the law of `me_rev`."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from tests.contract.client import Person
from tests.contract.mirror import Mirror
from tests.contract.server import Servers
from tests.contract.sockets import Socket
from tests.contract.world import World


class Scene(NamedTuple):
    """Alice looks from both processes, and from a device that is away; bob is in the garden too."""

    world: World
    servers: Servers
    garden: str
    alice: Person
    bob: Person
    here: list[Mirror]
    away: Mirror
    by_bob: Socket

    async def verify(self, act: Callable[[], Awaitable[Any]], *, moves: int = 1) -> None:
        """Do one thing, which takes so many me_revs, and hold each device to the law."""
        start = await me_rev(self.alice)
        for mirror in self.here:
            await mirror.reach_own(start)
        received = [len(mirror.socket.events) for mirror in self.here]
        await act()
        head = await me_rev(self.alice)
        assert head == start + moves
        for mirror, before in zip(self.here, received, strict=True):
            await mirror.reach_own(head)
            revs = [event["me_rev"] for event in mirror.socket.events[before:] if "me_rev" in event]
            assert revs == list(range(start + 1, head + 1))
            assert mirror.gaps == 0
            await mirror.compare_own()

    async def come_back(self) -> None:
        await self.away.resume(await self.alice.connect(self.servers.b))
        await self.away.compare_own()

    async def personalise(self, conversation: str, **settings: Any) -> Any:
        return await self.alice.do("PATCH", f"conversations/{conversation}/membership", settings)


async def me_rev(person: Person) -> int:
    return int((await person.get("me"))["me_rev"])


async def begin_scene(world: World, servers: Servers) -> Scene:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(bob, alice)
    await bob.send(garden, "one")
    away = await Mirror.begin(alice, await alice.connect())
    await away.socket.close()
    here = [await Mirror.begin(alice, await alice.connect(process)) for process in servers.both]
    return Scene(world, servers, garden, alice, bob, here, away, await bob.connect())
