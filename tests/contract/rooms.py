"""The conversations of the parity test: one for each case and endpoint, all alike."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from tests.contract.client import Person
from tests.contract.copies import fetch
from tests.contract.sockets import Socket
from tests.contract.world import World

NAMES = ["olga", "adam", "mia", "ann", "ex", "out"]


@dataclass
class Room:
    """`people` by the part they play; `rev` is 0 where there is no conversation of this id."""

    people: dict[str, Person]
    id: str
    rev: int = 0

    async def socket_of(self, name: str) -> Socket:
        person = self.people[name]
        return person.sockets[0] if person.sockets else await person.connect()

    async def moved(self) -> int:
        """By how many revs, since it was made."""
        if not self.rev:
            return 0
        return int((await self.people["ann"].get(f"conversations/{self.id}"))["rev"]) - self.rev

    async def effect(self) -> Any:
        """Returns the state of the room, in words that are the same in every room."""
        found = await fetch(self.people["ann"], self.id)
        return self.plain({**found.whole, "members": found.members, "messages": found.messages})

    def plain(self, value: Any) -> Any:
        """Names instead of ids, and of times and client_ids only that they are there."""
        names = {person.id: name for name, person in self.people.items()} | {self.id: "here"}

        def clean(each: Any) -> Any:
            if isinstance(each, dict):
                return {
                    names.get(name, name): "there" if is_passing(name) else clean(inner) for name, inner in each.items()
                }
            if isinstance(each, list):
                return sorted(map(clean, each), key=str)
            return names.get(each, each) if isinstance(each, str) else each

        return clean(value)


def is_passing(name: Any) -> bool:
    return str(name).endswith("_at") or name in ("client_id", "me_rev")


async def garden(people: dict[str, Person], world: World) -> Room:
    """Olga owns it, adam is an admin, mia and ann are members, ex was one, out never.

    Ann wrote one, on which is mia's 👍, and three, a tombstone; mia wrote two, ex wrote four.
    """
    olga, adam, mia, ann, ex, _ = people.values()
    id = await world.group(olga, adam, mia, ann, ex)
    path = f"conversations/{id}"
    await olga.do("PATCH", f"{path}/members/{adam.id}", {"role": "admin"})
    for author, body in [(ann, "one"), (mia, "two"), (ann, "three"), (ex, "four")]:
        await author.send(id, body)
    await mia.do("PUT", f"{path}/messages/1/reactions/{quote('👍')}")
    await ann.do("DELETE", f"{path}/messages/3")
    await ex.do("DELETE", f"{path}/members/{ex.id}")
    return await stands(Room(people, id))


async def crowded(people: dict[str, Person], world: World) -> Room:
    """A garden whose second message has as many kinds of reaction as may be."""
    room = await garden(people, world)
    for number in range(20):
        by = people["mia" if number < 10 else "olga"]
        await by.do("PUT", f"conversations/{room.id}/messages/2/reactions/{quote(chr(0x1F600 + number))}")
    return await stands(room)


async def pinned(people: dict[str, Person], world: World) -> Room:
    """A garden whose first message ann pinned."""
    room = await garden(people, world)
    await people["ann"].do("PUT", f"conversations/{room.id}/messages/1/pin")
    return await stands(room)


async def saved(people: dict[str, Person], world: World) -> Room:
    """A garden whose first message ann saved."""
    room = await garden(people, world)
    await people["ann"].do("PUT", f"me/saved/{room.id}/1", {"note": "Later"})
    return room


async def channel(people: dict[str, Person], world: World) -> Room:
    """Olga's channel with the garden's people, in which ann wrote the one message."""
    olga, adam, mia, ann, *_ = people.values()
    id = await world.group(olga, adam, mia, ann, kind="channel")
    await olga.do("PATCH", f"conversations/{id}/members/{adam.id}", {"role": "admin"})
    await ann.send(id, "one")
    return await stands(Room(people, id))


async def direct(people: dict[str, Person], world: World) -> Room:
    """Ann and mia, who never met before, in a direct conversation; ann wrote the one message."""
    pair = dict(zip(("ann", "mia"), await world.cast("ann", "mia"), strict=True))
    id = await world.direct(pair["ann"], pair["mia"])
    await pair["ann"].send(id, "one")
    return await stands(Room(pair, id))


async def blocking(people: dict[str, Person], world: World) -> Room:
    """A direct conversation in which ann blocks mia."""
    room = await direct(people, world)
    await room.people["ann"].do("PUT", f"me/blocks/{room.people['mia'].id}")
    return room


async def nowhere(people: dict[str, Person], world: World) -> Room:
    return Room(people, str(uuid4()))


async def no_id(people: dict[str, Person], world: World) -> Room:
    return Room(people, "no id at all")


async def stands(room: Room) -> Room:
    room.rev = (await room.people["ann"].get(f"conversations/{room.id}"))["rev"]
    return room


ROOMS = {
    "garden": garden,
    "crowded": crowded,
    "pinned": pinned,
    "saved": saved,
    "channel": channel,
    "direct": direct,
    "blocking": blocking,
    "nowhere": nowhere,
    "no id": no_id,
}
