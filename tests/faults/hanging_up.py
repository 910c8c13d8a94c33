"""F22: clients hang up in the middle of their requests. No response reaches anyone else."""

import asyncio
import socket
import struct
from urllib.parse import urlsplit

import httpx

from tests.contract.client import Person
from tests.contract.world import World
from tests.faults.verdict import Verdict
from tests.machine import Machine

_AT_ONCE = 20
#: Every request of these asks Valkey, PostgreSQL or both.
_PATHS = ("me", "conversations", "me/devices")


async def hang_ups(machine: Machine, times: int) -> Verdict:
    verdict = Verdict()
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        world = World(machine, http)
        people = await world.cast("alice", "bob", "carol")
        for first in range(0, times, _AT_ONCE):
            numbers = range(first, first + _AT_ONCE)
            leaving = [_hang_up(people[number % 3], _PATHS[number // 3 % len(_PATHS)]) for number in numbers]
            _, found = await asyncio.gather(
                asyncio.gather(*leaving), asyncio.gather(*(_is_own(person) for person in people))
            )
            verdict.leak += found.count(False)
        await world.close()
    return verdict


async def _hang_up(person: Person, path: str) -> None:
    """Resets the connection while the server works on the response."""
    where = urlsplit(person.home.url)
    _, writer = await asyncio.open_connection(where.hostname, where.port)
    request = f"GET /api/v1/{path} HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer {person.access}\r\n\r\n"
    writer.write(request.encode())
    await writer.drain()
    await asyncio.sleep(0.002)
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _is_own(person: Person) -> bool:
    """Returns whether the response belongs to the person who asked."""
    me, devices = await person.get("me"), await person.get("me/devices")
    current = [device for device in devices["items"] if device["current"]]
    return bool(me["id"] == person.id and me["username"] == person.username and len(current) == 1)
