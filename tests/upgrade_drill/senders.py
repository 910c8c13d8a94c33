"""Users who send messages by REST, one after the other, and repeat each until it is acknowledged."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx

from tests.contract.client import PASSWORD

#: Seconds after which a client gives up, and shows the message as failed.
_PATIENCE = 30.0
_AGAIN = 0.3
_PAUSE = 0.2


class Sender:
    """`delays` are (written at, seconds until it was acknowledged); `again` counts why attempts were repeated."""

    def __init__(self, url: str, access: str, conversation: str) -> None:
        self.sent: list[str] = []
        self.delays: list[tuple[float, float]] = []
        self.failed: list[str] = []
        self.again: Counter[str] = Counter()
        self.is_done = False
        self._path = f"{url}/api/v1/conversations/{conversation}/messages"
        self._headers = {"Authorization": f"Bearer {access}", "Content-Type": "application/json"}

    async def live(self) -> None:
        async with httpx.AsyncClient(timeout=10, headers=self._headers) as api:
            while not self.is_done:
                await self._send(api, str(uuid4()))
                await asyncio.sleep(_PAUSE)

    async def _send(self, api: httpx.AsyncClient, client_id: str) -> None:
        """Repeats what a client repeats: no connection, and answers that say that the server is busy or gone."""
        clock = asyncio.get_running_loop().time
        began = clock()
        body = json.dumps({"client_id": client_id, "body": f"message {len(self.sent)}"})
        self.sent.append(client_id)
        while clock() - began < _PATIENCE:
            try:
                answer = await api.post(self._path, content=body)
            except httpx.TransportError as error:
                self.again[type(error).__name__] += 1
            else:
                if answer.status_code in (200, 201):
                    self.delays.append((began, clock() - began))
                    return
                self.again[str(answer.status_code)] += 1
                if answer.status_code not in (429, 502, 503, 504):
                    break
            await asyncio.sleep(_AGAIN)
        self.failed.append(client_id)

    async def missing(self) -> int:
        """Returns how many acknowledged messages are not in the history exactly once."""
        found: Counter[str] = Counter()
        async with httpx.AsyncClient(timeout=30, headers=self._headers) as api:
            after = 0
            while page := (await api.get(f"{self._path}?limit=200&after={after}")).json()["items"]:
                found.update(message["client_id"] for message in page if message.get("client_id"))
                after = page[-1]["seq"]
        return sum(found[each] != 1 for each in self.sent if each not in self.failed)


@asynccontextmanager
async def senders(url: str, number: int) -> AsyncIterator[list[Sender]]:
    """Yields users, each with a channel of their own, who send until the block ends."""
    made = [await _sender(url, each) for each in range(number)]
    async with asyncio.TaskGroup() as tasks:
        for each in made:
            tasks.create_task(each.live())
        yield made
        for each in made:
            each.is_done = True


async def _sender(url: str, number: int) -> Sender:
    async with httpx.AsyncClient(base_url=f"{url}/api/v1/", timeout=30) as api:
        name = f"sender{number}-{uuid4().hex[:8]}"
        person = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
        access = (await api.post("auth/register", json=person)).json()["access"]
        api.headers["Authorization"] = f"Bearer {access}"
        made = await api.post("conversations", json={"kind": "group", "title": name, "members": []})
        assert made.status_code == 201, made.text
        return Sender(url, access, made.json()["id"])
