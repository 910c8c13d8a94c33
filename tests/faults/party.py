"""Three people in a group, each with two devices, who do not stop talking."""

import asyncio
import json
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

from tests.faults.device import Device, Json, fingerprint
from tests.machine import Machine, connections_of
from tests.world import PASSWORD

_CAST = ("alice", "bob", "carol")
_SOON = 20.0  # the contract heals within 15 s; the rest is the machine's
#: Seconds a process may take to start on a machine that is busy with other things.
START = 120.0


async def eventually(holds: Callable[[], bool | Awaitable[bool]], what: str, within: float = _SOON) -> None:
    """Waits until `holds`; fails, saying `what`, when that takes too long."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + within
    while True:
        answer = holds()
        if answer if isinstance(answer, bool) else await answer:
            return
        assert clock() < deadline, what
        await asyncio.sleep(0.1)


class Party:
    """`talk` while something happens, then `agree`."""

    def __init__(self, machine: Machine, api: httpx.AsyncClient, conversation: str, devices: list[Device]) -> None:
        self.devices = devices
        self._machine = machine
        self._api = api
        self._conversation = conversation

    @asynccontextmanager
    async def talking(self) -> AsyncIterator[None]:
        """They talk meanwhile, and what each still has to say is sent before this ends."""
        async with asyncio.TaskGroup() as tasks:
            talk = [tasks.create_task(_chatter(device)) for device in self.devices]
            yield
            for task in talk:
                task.cancel()
        await eventually(lambda: not any(d.unsent for d in self.devices), "some are not rid of what they have to say")

    async def spread(self) -> None:
        """Some have their socket on the one web process, some on the other."""
        await eventually(self._are_spread, "no web process takes a socket but one", within=START)

    async def _are_spread(self) -> bool:
        shares = self._shares()
        if sum(map(len, shares.values())) < len(self.devices):
            return False
        if len(shares) > 1 and all(shares.values()):
            return True
        # Of processes that wait at one door the same may come first every time: that one is held still meanwhile.
        greedy = max(shares, key=lambda pid: len(shares[pid]))
        os.kill(greedy, signal.SIGSTOP)
        try:
            random.choice(shares[greedy]).hang_up()
            await asyncio.sleep(1.5)
        finally:
            os.kill(greedy, signal.SIGCONT)
        return False

    def _shares(self) -> dict[int, list[Device]]:
        """{web process: the devices it serves}."""
        pids = [pid for name, pid in self._machine.children.items() if name.startswith("web.")]
        held = {pid: connections_of(pid, self._machine.port) for pid in pids}
        return {pid: [device for device in self.devices if device.port in ports] for pid, ports in held.items()}

    async def agree(self) -> None:
        """Every device holds the history that a fresh fetch tells, and it is what was said."""
        history: list[Json] = []

        async def all_hold_it() -> bool:
            nonlocal history
            history = await self._fetch()
            told = fingerprint(history)
            return all(fingerprint(device.history) == told for device in self.devices)

        await eventually(all_hold_it, "the devices and the server do not agree")
        assert [message["seq"] for message in history] == list(range(1, len(history) + 1))
        assert sorted(message["client_id"] for message in history) == sorted(c for d in self.devices for c in d.said)
        by_seq = {message["seq"]: message for message in history}
        for device in self.devices:
            assert {c: by_seq[seq]["client_id"] for c, seq in device.acknowledged.items()} == {
                c: c for c in device.said
            }
            assert list(device.acknowledged.values()) == sorted(device.acknowledged.values())
            assert {seq: by_seq[seq]["body"] for seq in device.promised} == device.promised

    async def _fetch(self) -> list[Json]:
        history: list[Json] = []
        while True:
            after = history[-1]["seq"] if history else 0
            query = {"after": after, "limit": 200}
            try:
                answer = await self._api.get(f"conversations/{self._conversation}/messages", params=query)
            except httpx.TransportError:
                continue
            if answer.status_code == 200:
                items = answer.json()["items"]
                if not items:
                    return history
                history += items
            else:
                assert answer.json()["code"] == "unavailable", answer.text
                await asyncio.sleep(0.2)


async def _chatter(device: Device) -> None:
    while True:
        await asyncio.sleep(random.uniform(0.1, 0.4))
        if random.random() < 0.2:
            device.edit_last(f"{device.name} means {len(device.said)}")
        else:
            device.say(f"{device.name} says {len(device.said)}")


@asynccontextmanager
async def party(machine: Machine) -> AsyncIterator[Party]:
    """New people, in a new group, with their sockets open."""
    async with httpx.AsyncClient(base_url=f"{machine.address}/api/v1/", timeout=10) as api:
        surname = random.randbytes(4).hex()
        people = [await _register(api, f"{name}-{surname}") for name in _CAST]
        api.headers["Authorization"] = f"Bearer {people[0]['access']}"
        members = [person["user"]["id"] for person in people[1:]]
        group = await _posted(api, "conversations", {"kind": "group", "title": "Party", "members": members})
        devices = [
            Device(machine.address, person["access"], group["id"], f"{person['user']['username']}'s {kind}")
            for person in people
            for kind in ("phone", "laptop")
        ]
        async with asyncio.TaskGroup() as tasks:
            lives = [tasks.create_task(device.live()) for device in devices]
            yield Party(machine, api, group["id"], devices)
            for life in lives:
                life.cancel()


async def _register(api: httpx.AsyncClient, name: str) -> Json:
    return await _posted(api, "auth/register", {"username": name, "email": f"{name}@example.org", "password": PASSWORD})


async def _posted(api: httpx.AsyncClient, path: str, body: Json) -> Json:
    answer = await api.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found
