"""Files in these tests: created here, and uploaded through the API and its addresses, as an app would."""

import asyncio
import hashlib
import random
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx

from tests.contract.client import Person

MIB = 1024 * 1024


def content(size: int, seed: int = 1) -> bytes:
    """Returns random bytes, the same for the same seed."""
    return random.Random(seed).randbytes(size)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Sending:
    """One file of a user, being uploaded."""

    owner: Person
    data: bytes
    upload: dict[str, Any] = field(default_factory=dict)

    @classmethod
    async def begin(cls, owner: Person, conversation: str, data: bytes, **about: Any) -> "Sending":
        body = {"name": "photo.jpg", "type": "image/jpeg", "size": len(data), **about}
        upload = await owner.do("POST", f"conversations/{conversation}/uploads", body)
        return cls(owner, data, upload)

    @property
    def id(self) -> str:
        return str(self.upload["id"])

    def part(self, number: int) -> bytes:
        size = self.upload["part_size"]
        return self.data[(number - 1) * size : number * size]

    async def requests(self, *numbers: int) -> list[dict[str, Any]]:
        numbers = numbers or tuple(range(1, self.upload["parts"] + 1))
        found = await self.owner.do("POST", f"uploads/{self.id}/parts", {"numbers": list(numbers)})
        return list(found["parts"])

    async def request(self, number: int) -> dict[str, Any]:
        return (await self.requests(number))[0]

    async def put(self, request: dict[str, Any], body: bytes | None = None, **headers: str) -> httpx.Response:
        """Sends the request as the API returned it, without any credential."""
        body = self.part(request["number"]) if body is None else body
        return await self.owner.http.request(
            request["method"], request["url"], content=body, headers={**request["headers"], **headers}
        )

    async def send(self, *numbers: int) -> None:
        answers = await asyncio.gather(*(self.put(each) for each in await self.requests(*numbers)))
        assert {answer.status_code for answer in answers} == {200}

    async def received(self) -> list[int]:
        return list((await self.owner.get(f"uploads/{self.id}"))["received"])

    async def complete(self) -> dict[str, Any]:
        return dict(await self.owner.do("POST", f"uploads/{self.id}/complete"))

    async def settled(self, seconds: float = 300) -> dict[str, Any]:
        """Returns the attachment after the worker has examined it."""
        async with asyncio.timeout(seconds):
            while True:
                found: dict[str, Any] = await self.owner.get(f"attachments/{self.id}")
                if found["state"] != "pending":
                    return found
                await asyncio.sleep(0.05)

    async def link(self, who: Person | None = None) -> str:
        return str((await (who or self.owner).do("POST", f"attachments/{self.id}/link"))["url"])


async def put_up(owner: Person, conversation: str, data: bytes, **about: Any) -> Sending:
    """Uploads a file. Returns it once it is ready."""
    sending = await Sending.begin(owner, conversation, data, **about)
    await sending.send()
    await sending.complete()
    found = await sending.settled()
    assert found["state"] == "ready", found
    return sending


class Address(NamedTuple):
    host: str
    port: int
    path: str


def split(url: str) -> Address:
    found = urlsplit(url)
    return Address(str(found.hostname), int(found.port or 80), found.path)
