"""Carol, who is removed from a conversation while others send, and the events that her devices received."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from uuid import uuid4

from tests.contract.client import Person
from tests.contract.law import DURABLE
from tests.contract.server import Servers
from tests.contract.sockets import SOON, Socket


class Scene(NamedTuple):
    """Carol, an admin, wrote the first message. Her two devices, one at each process, came at the rev `held`. She is
    also in a conversation with bob.
    """

    garden: str
    held: int
    alice: Person
    bob: Person
    carol: Person
    by_bob: Socket
    devices: list[Socket]
    beside: str

    @property
    def path(self) -> str:
        return f"conversations/{self.garden}"

    async def remove(self) -> int:
        """Removes her. Returns the rev."""
        await self.alice.do("DELETE", f"{self.path}/members/{self.carol.id}")
        (event,) = {e["rev"] for e in [await device.receive("gone") for device in self.devices]}
        return int(event)

    async def fence(self) -> None:
        """Waits for everything published before, through either process."""
        for process in (self.alice.home, self.bob.home):
            said = await self.bob.send(self.beside, "fence", at=process)
            for device in self.devices:
                await device.receive("message", conversation=self.beside, rev=said["rev"])


@asynccontextmanager
async def talking(scene: Scene, servers: Servers) -> AsyncIterator[None]:
    """Bob, and carol whenever she is a member, send without a pause through both processes."""
    stop = asyncio.Event()

    async def talk(socket: Socket) -> None:
        while not stop.is_set():
            given = [await socket.send_command("message.send", **draft(scene.garden)) for _ in range(4)]
            for id in given:
                await socket.reply(id)
            await asyncio.sleep(0.05)

    sockets = [*scene.devices, *[await scene.bob.connect(process) for process in servers.both]]
    tasks = [asyncio.create_task(talk(socket)) for socket in sockets]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def replied(scene: Scene, kind: str) -> None:
    """Waits until each of carol's devices received one more `ok` or `error` for what it says."""
    for device in scene.devices:
        before = len(device.replies)
        await device.until(lambda d=device, n=before: any(kind in each for each in d.replies[n:]), SOON, kind)  # type: ignore[misc]


def draft(conversation: str) -> dict[str, str]:
    return {"conversation": conversation, "client_id": str(uuid4()), "body": "x"}


def reached(device: Socket, scene: Scene) -> int:
    """Returns the rev of its copy, if each event is the next one or old, and none arrived while she was not
    a member.
    """
    held: int | None = scene.held
    conversation = scene.garden
    for event in device.events:
        about = event.get("conversation")
        if isinstance(about, dict):
            held = about["rev"] if about["id"] == conversation else held
        elif about == conversation and event["type"] == "gone":
            held = None
        elif about == conversation and event["type"] in DURABLE:
            assert held is not None
            assert event["rev"] <= held + 1
            held = max(held, event["rev"])
    assert held is not None
    return held


def is_back(device: Socket, conversation: str, rev: int) -> bool:
    wholes = [e["conversation"] for e in device.received("conversation") if "membership" in e["conversation"]]
    return any(whole["id"] == conversation and whole["rev"] == rev for whole in wholes)


async def everything(scene: Scene) -> list[Any]:
    found: list[Any] = []
    while page := (await scene.bob.get(f"{scene.path}/messages?limit=200&after={len(found)}"))["items"]:
        found += page
    return found
