"""seq and rev have no gaps, whatever is written simultaneously or refused."""

import asyncio
from uuid import uuid4

from tests.contract.client import Person
from tests.contract.law import revs_of
from tests.contract.server import Servers
from tests.contract.world import World


async def test_all_who_write_at_once_are_numbered_without_a_hole(world: World, servers: Servers) -> None:
    people = await world.cast("alice", "bob", "carol", "dave")
    alice, bob, *_ = people
    garden = await world.group(alice, *people[1:])
    sockets = [await person.connect(servers.both[n % 2]) for n, person in enumerate(people)]
    listening = await alice.connect(servers.b)
    path = f"conversations/{garden}"

    async def rename() -> None:
        for n in range(6):
            await alice.do("PATCH", path, {"topic": str(n)}, at=servers.b)

    async def roll() -> None:
        for n in range(6):
            await alice.do("PATCH", f"{path}/members/{bob.id}", {"role": ("admin", "member")[n % 2]}, at=servers.a)

    await asyncio.gather(*(socket.send(garden, str(n)) for socket in sockets for n in range(20)), rename(), roll())
    reactions = [
        socket.ask("reaction.add", conversation=garden, seq=n, emoji="👍") for socket in sockets for n in range(1, 6)
    ]
    edits = [alice.do("PATCH", path, {"title": f"Title {n}"}) for n in range(3)]
    await asyncio.gather(*reactions, *edits)
    head = 1 + len(people) + 80 + 12 + 20 + 3
    whole = await alice.get(path)
    assert (whole["last_seq"], whole["rev"]) == (80, head)
    messages = await alice.get(f"{path}/messages?limit=200")
    assert [message["seq"] for message in messages["items"]] == list(range(1, 81))
    await listening.until(lambda: len(revs_of(listening.events, garden)) >= head - 5, 10, "all revs")
    assert revs_of(listening.events, garden) == list(range(6, head + 1))


async def test_refused_commands_leave_no_hole(world: World) -> None:
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    socket = await bob.connect()
    used = str(uuid4())
    await bob.send(await world.group(bob), "elsewhere", client_id=used)
    assert await numbers(alice, garden) == (0, 3)
    refused = [
        await socket.code("message.send", conversation=garden, client_id=str(uuid4()), body=" "),
        await socket.code("message.send", conversation=garden, client_id=str(uuid4()), body="x", reply_to=5),
        await socket.code("message.send", conversation=garden, client_id=used, body="x"),
        await socket.code("message.edit", conversation=garden, seq=1, body="x"),
        await socket.code("reaction.add", conversation=garden, seq=1, emoji="👍"),
        (await bob.call("PATCH", f"conversations/{garden}", {"title": "Mine"})).code,
        (await bob.call("DELETE", f"conversations/{garden}/members/{alice.id}")).code,
        (await alice.call("DELETE", f"conversations/{garden}/members/{alice.id}")).code,
    ]
    assert refused == ["invalid", "not_found", "client_id_used", *["not_found"] * 2, *["forbidden"] * 2, "last_owner"]
    assert await numbers(alice, garden) == (0, 3)
    assert (await alice.send(garden, "one"))["rev"] == 4


async def numbers(person: Person, conversation: str) -> tuple[int, int]:
    whole = await person.get(f"conversations/{conversation}")
    return whole["last_seq"], whole["rev"]
