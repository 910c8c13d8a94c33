"""The people of the load: a company of departments and teams, with messages to scroll back to."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from typing import Any, TypeVar
from uuid import uuid4

from bench.load.groups import rooms_of
from bench.progress import progress, say
from bench.servers.parlance import Parlance
from bench.servers.people import PASSWORD, rest

_MESSAGES = 30
_HANDS = 6

T = TypeVar("T")


async def make(server: Parlance, users: int) -> dict[str, Any]:
    """Returns what the simulated people need to know: tokens, conversations, and each other."""
    rooms = rooms_of(users)
    await server.prepare(users, rooms)
    town = await _town_square(server, users)
    people = server.people
    conversations = [{"id": people.conversation(name), "members": list(members)} for name, members in rooms.items()]
    conversations.append({"id": town, "members": list(range(users))})
    await _fill(server, conversations)
    for number in range(users):
        await people.token(number)  # renews those that are about to expire
    return {
        "password": PASSWORD,
        "town": town,
        "people": [asdict(people.person(number)) for number in range(users)],
    }


async def _town_square(server: Parlance, users: int) -> str:
    """Returns a channel that everyone has joined."""
    http = rest(server.port)
    body = {"kind": "channel", "title": "Town square", "members": []}
    channel = str((await http.call("POST", "conversations", body, await server.people.token(0)))["id"])
    await http.close()
    say("    joining the town square")

    async def join(number: int) -> None:
        http = rest(server.port)
        await http.call("POST", f"conversations/{channel}/join", None, await server.people.token(number))
        await http.close()

    await _each(range(1, users), join)
    return channel


async def _fill(server: Parlance, conversations: list[dict[str, Any]]) -> None:
    done = 0

    async def fill(conversation: dict[str, Any]) -> None:
        nonlocal done
        http = rest(server.port)
        path = f"conversations/{conversation['id']}/messages"
        for number in range(_MESSAGES):
            token = await server.people.token(random.choice(conversation["members"]))
            body = f"Message {number}: the ladder is in the shed again, see https://example.org/shed/{number}"
            await http.call("POST", path, {"client_id": str(uuid4()), "body": body}, token)
            done += 1
        await http.close()

    async with progress("messages", lambda: f"{done:,} of {len(conversations) * _MESSAGES:,}"):
        await _each(conversations, fill)


async def _each(items: Iterable[T], work: Callable[[T], Awaitable[None]]) -> None:
    waiting = iter(items)

    async def hand() -> None:
        for item in waiting:
            await work(item)

    await asyncio.gather(*(hand() for _ in range(_HANDS)))
