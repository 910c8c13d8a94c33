"""The people and rooms of a measured Parlance, created over REST as any client would."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from bench.progress import say
from bench.servers.base import Rooms
from bench.servers.http import Http

PASSWORD = "a pass phrase only the bench uses"  # noqa: S105  (of people on a server that is thrown away)
_REFRESH_AFTER = 600.0
_HANDS = 6
_FIRST_MEMBERS = 100

T = TypeVar("T")


@dataclass
class Person:
    id: str
    username: str
    access: str
    refresh: str
    signed_in_at: float = field(default_factory=time.monotonic)


class People:
    """Registered on demand and kept; a room is created once, and again when its members change."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._prefix = secrets.token_hex(3)
        self._people: dict[int, Person] = {}
        self._rooms: dict[str, tuple[list[int], str]] = {}

    def conversation(self, room: str) -> str:
        """Returns the id of the room's conversation."""
        return self._rooms[room][1]

    def id(self, user: int) -> str:
        return self._people[user].id

    def person(self, user: int) -> Person:
        return self._people[user]

    async def make(self, count: int, rooms: Rooms) -> None:
        missing = range(len(self._people), count)
        if missing:
            say(f"    registering {len(missing)} people")
            await _with_hands(self._port, missing, self._register)
        wanted = {name: list(members) for name, members in rooms.items()}
        changed = [name for name in wanted if name not in self._rooms or self._rooms[name][0] != wanted[name]]
        if changed:
            say(f"    making {len(changed)} conversations")
            await _with_hands(self._port, changed, lambda http, name: self._make_room(http, name, wanted[name]))

    async def token(self, user: int) -> str:
        """Returns an access token that is valid for some more minutes."""
        person = self._people[user]
        if time.monotonic() - person.signed_in_at > _REFRESH_AFTER:
            person.signed_in_at = time.monotonic()
            http = rest(self._port)
            pair = await http.call("POST", "auth/token/refresh", {"refresh": person.refresh})
            await http.close()
            person.access, person.refresh = pair["access"], pair["refresh"]
        return person.access

    async def _register(self, http: Http, number: int) -> None:
        name = f"b{self._prefix}{number}"
        body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
        made = await http.call("POST", "auth/register", body)
        self._people[number] = Person(made["user"]["id"], name, made["access"], made["refresh"])

    async def _make_room(self, http: Http, name: str, members: list[int]) -> None:
        token = await self.token(members[0])
        ids = [self._people[member].id for member in members[1:]]
        body = {"kind": "group", "title": name, "members": ids[:_FIRST_MEMBERS]}
        conversation = (await http.call("POST", "conversations", body, token))["id"]
        for user in ids[_FIRST_MEMBERS:]:
            await http.call("POST", f"conversations/{conversation}/members", {"user": user}, token)
        self._rooms[name] = (members, conversation)


def rest(port: int) -> Http:
    return Http(port, "/api/v1/")


async def _with_hands(port: int, items: Iterable[T], work: Callable[[Http, T], Awaitable[None]]) -> None:
    """Does the work with a few workers, each over a connection of its own."""
    waiting = iter(items)

    async def hand() -> None:
        http = rest(port)
        for item in waiting:
            await work(http, item)
        await http.close()

    await asyncio.gather(*(hand() for _ in range(_HANDS)))
