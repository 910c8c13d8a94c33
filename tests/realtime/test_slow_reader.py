"""A connection that does not read is closed, its memory stays bounded, and no other connection is affected."""

import asyncio
from uuid import uuid4

from tests.contract.client import Person
from tests.contract.mute import MutePeer
from tests.contract.server import Servers
from tests.contract.sockets import Socket
from tests.contract.world import World

TOO_SLOW = 1013


async def test_a_slow_reader_is_closed_and_catches_up_by_sync(world: World, servers: Servers) -> None:
    alice, bob, carol = await world.cast("alice", "bob", "carol")
    garden = await world.group(alice, bob, carol)
    talking, reading = await alice.connect(servers.a), await carol.connect(servers.a)
    memory = resident(servers.a.pid)
    async with MutePeer.connect(servers.a, bob.authorization, buffer=4096) as slow:
        sent = 0
        for _ in range(20):
            sent += await burst(talking, garden, 20)
            await reading.receive_all(sent, "message", conversation=garden)
        assert resident(servers.a.pid) - memory < 40 * 1024 * 1024
        assert await slow.read(10) == TOO_SLOW
    told = b"".join(frame.data for frame in slow.frames).count(b'"seq"')
    assert told < sent
    assert [event["message"]["seq"] for event in reading.received("message")] == list(range(1, sent + 1))
    await caught_up(bob, garden, sent)


async def burst(socket: Socket, conversation: str, count: int) -> int:
    drafts = [{"conversation": conversation, "client_id": str(uuid4()), "body": "x" * 19_000} for _ in range(count)]
    given = [await socket.send_command("message.send", **draft) for draft in drafts]
    for id in given:
        assert "ok" in await socket.reply(id)
    return count


def resident(pid: int) -> int:
    """Returns the resident memory of the process in bytes."""
    with open(f"/proc/{pid}/statm") as statm:  # noqa: PTH123
        return int(statm.read().split()[1]) * 4096


async def caught_up(person: Person, conversation: str, count: int) -> None:
    socket = await person.connect()
    held, seen, more = 0, 0, True
    while more:
        changes = (await socket.ask("sync", revs={conversation: held}, limit=200))["changes"][conversation]
        held, more = changes["rev"], changes["more"]
        seen += len(changes["messages"])
    assert seen == count


async def test_reader_who_resumes_in_time_loses_nothing(world: World, servers: Servers) -> None:
    """A short pause is what the queue is for."""
    alice, bob = await world.cast("alice", "bob")
    garden = await world.group(alice, bob)
    talking, pausing = await alice.connect(servers.a), await bob.connect(servers.a)
    pausing.line.transport.pause_reading()
    for n in range(100):
        await talking.send(garden, str(n))
    await asyncio.sleep(0.2)
    pausing.line.transport.resume_reading()
    received = await pausing.receive_all(100, "message", conversation=garden)
    assert [event["message"]["seq"] for event in received] == list(range(1, 101))
