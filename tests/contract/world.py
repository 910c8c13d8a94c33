"""The stage of one test: people who just registered, and what they are in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.contract.client import PASSWORD, Person
from tests.contract.sockets import Listener, Socket


@dataclass
class World:
    """Makes people and conversations through the product's own endpoints; all of it is new to each test."""

    home: Listener
    http: httpx.AsyncClient
    people: list[Person] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def at(cls, home: Listener) -> AsyncIterator["World"]:
        """A world at this listener, whose sockets close at the end."""
        async with httpx.AsyncClient(timeout=60, trust_env=False, verify=False) as http:  # noqa: S501 (no TLS here)
            world = cls(home, http)
            try:
                yield world
            finally:
                await world.close()

    async def person(self, name: str, at: Listener | None = None) -> Person:
        person = Person(f"{name}-{uuid4().hex[:12]}", at or self.home, self.http)
        answer = await person.call(
            "POST",
            "auth/register",
            {"username": person.username, "email": f"{person.username}@example.org", "password": PASSWORD},
            headers={},
        )
        assert answer.status == 201, answer
        person.id = answer.body["user"]["id"]
        person.access, person.refresh = answer.body["access"], answer.body["refresh"]
        self.people.append(person)
        return person

    async def cast(self, *names: str) -> list[Person]:
        return [await self.person(name) for name in names]

    async def group(self, owner: Person, *members: Person, kind: str = "group", **about: Any) -> str:
        body = {"kind": kind, "title": "Garden", "members": [member.id for member in members], **about}
        return str((await owner.do("POST", "conversations", body))["id"])

    async def direct(self, one: Person, other: Person) -> str:
        return str((await one.do("POST", "conversations", {"kind": "direct", "members": [other.id]}))["id"])

    @property
    def sockets(self) -> list[Socket]:
        return [socket for person in self.people for socket in person.sockets]

    async def close(self) -> None:
        for socket in self.sockets:
            socket.cut()
        await self.http.aclose()
