"""Users in a group, each with devices of two kinds, who send messages continuously."""

import asyncio
import json
import os
import random
import signal
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import httpx

from tests.contract.client import PASSWORD
from tests.faults.device import Device, fingerprint
from tests.faults.judge import judge
from tests.faults.ledger import Json
from tests.faults.verdict import BOUND, Verdict
from tests.faults.waiting import eventually, none_left
from tests.faults.witness import ConversationApi, witnessed
from tests.machine import Machine, connections_of

_LONG = 60.0  # a device that is still behind after this has lost an event
#: Commands in an outbox beyond which its device says no more: else a busy machine stores for minutes what was said in
#: seconds.
_MOST_UNSENT = 100
#: Seconds for a response, of which none but its arrival matters here.
_PATIENCE = 60


async def all_sent(devices: Collection[Device]) -> None:
    """Waits until the outboxes of these devices are empty, however many there are in them."""
    await none_left(
        lambda: sum(len(device.unsent) for device in devices),
        lambda: "an outbox does not empty: " + "; ".join(str(device) for device in devices if device.unsent),
    )


async def all_in(devices: Collection[Device], times: int = 1) -> None:
    """Waits until each of these devices was connected so many times."""
    await none_left(
        lambda: sum(device.connections < times for device in devices),
        lambda: "not all are in: " + "; ".join(str(each) for each in devices if each.connections < times),
    )


class Group:
    """Call `talk` during a fault, then `agree`."""

    def __init__(
        self, endpoints: ConversationApi, addresses: tuple[str, ...], devices: list[Device], id_of: dict[str, str]
    ) -> None:
        self.devices = devices
        self._endpoints = endpoints
        self._addresses = addresses
        self._id_of = id_of

    @asynccontextmanager
    async def talking(self, pause: float = 0.25) -> AsyncIterator[None]:
        """Lets the devices talk during the block and empties their outboxes at its end. `pause` is in seconds."""
        async with asyncio.TaskGroup() as tasks:
            talk = [tasks.create_task(_chatter(device, pause)) for device in self.devices]
            yield
            for task in talk:
                task.cancel()
        await all_sent(self.devices)

    async def spread(self, machine: Machine) -> None:
        """Waits until both web processes serve some of the sockets."""
        await eventually(lambda: self._are_spread(machine), "no web process takes a socket but one")

    async def _are_spread(self, machine: Machine) -> bool:
        shares = self._shares(machine)
        if sum(map(len, shares.values())) < len(self.devices):
            return False
        if len(shares) > 1 and all(shares.values()):
            return True
        # Of processes that share a listener, the same may always accept: stop it during the attempt.
        greedy = max(shares, key=lambda pid: len(shares[pid]))
        os.kill(greedy, signal.SIGSTOP)
        try:
            random.choice(shares[greedy]).hang_up()
            await asyncio.sleep(1.5)
        finally:
            os.kill(greedy, signal.SIGCONT)
        return False

    def _shares(self, machine: Machine) -> dict[int, list[Device]]:
        """Returns {web process: its devices}."""
        held = {pid: connections_of(pid, machine.port) for pid in machine.web_pids}
        return {pid: [device for device in self.devices if device.port in ports] for pid, ports in held.items()}

    async def agree(self) -> None:
        """Asserts that every device holds the history of a fresh fetch, and that it matches what was sent."""
        verdict = await self.verdict()
        assert verdict.is_clean, verdict
        assert verdict.p99 <= BOUND, verdict

    async def converge(self, patience: float = _LONG) -> list[float]:
        """Returns the seconds until each device has the state of a fresh fetch, without those that never do: that
        did not change for `patience` seconds.
        """
        clock = asyncio.get_running_loop().time
        began = moved_at = clock()
        left = set(self.devices)
        needed: list[float] = []
        revs = 0
        while left and clock() < moved_at + patience:
            if (now := sum(device.view.rev for device in self.devices)) != revs:
                revs, moved_at = now, clock()
            told = fingerprint(await self._fetch())
            there = {device for device in left if fingerprint(device.view.history) == told}
            needed += [clock() - began] * len(there)
            left -= there
            await asyncio.sleep(0.1)
        return needed

    async def verdict(self, patience: float = _LONG) -> Verdict:
        """Waits until all devices agree, then compares their state with what was sent, acknowledged and received."""
        converged = await self.converge(patience)
        verdict = judge(await self._fetch(), self.devices)
        verdict.converged = converged
        verdict.silent = len(self.devices) - len(converged)
        return verdict + await witnessed(self._endpoints, self._addresses, self.devices, self._id_of)

    async def _fetch(self) -> list[Json]:
        return await self._endpoints.history(self._addresses[0], self.devices[0].access)


async def _chatter(device: Device, pause: float) -> None:
    while True:
        await asyncio.sleep(random.uniform(0.4, 1.6) * pause)
        if len(device.unsent) >= _MOST_UNSENT:
            continue
        chance = random.random()
        if chance < 0.2:
            device.edit_last(f"{device.name} means {len(device.ledger.said)}")
        elif chance < 0.25:
            device.pin_last()
        elif chance < 0.35:
            device.read(max(1, device.view.last_seq + random.randint(-8, 2)))
        else:
            device.send_message(f"{device.name} says {len(device.ledger.said)}")


@asynccontextmanager
async def new_group(*addresses: str, people: int = 3, each: int = 1) -> AsyncIterator[Group]:
    """Yields new users in a new group, with sockets open at these addresses in turn; `each` devices of both kinds."""
    async with httpx.AsyncClient(base_url=f"{addresses[0]}/api/v1/", timeout=_PATIENCE) as api:
        surname = random.randbytes(4).hex()
        guests = [await _register(api, f"guest{number}-{surname}") for number in range(people)]
        api.headers["Authorization"] = f"Bearer {guests[0]['access']}"
        members = [guest["user"]["id"] for guest in guests[1:]]
        group = await _posted(api, "conversations", {"kind": "group", "title": "Party", "members": members})
        devices = [
            Device(address, person["access"], group["id"], f"{person['user']['username']}'s {kind}")
            for person in guests
            for kind, address in zip(("phone", "laptop"), (addresses[0], addresses[-1]), strict=True)
            for _ in range(each)
        ]
        id_of = {person["access"]: person["user"]["id"] for person in guests}
        async with asyncio.TaskGroup() as tasks:
            lives = [tasks.create_task(device.live()) for device in devices]
            yield Group(ConversationApi(api, group["id"]), addresses, devices, id_of)
            for life in lives:
                life.cancel()


async def _register(api: httpx.AsyncClient, name: str) -> Json:
    return await _posted(api, "auth/register", {"username": name, "email": f"{name}@example.org", "password": PASSWORD})


async def _posted(api: httpx.AsyncClient, path: str, body: Json) -> Json:
    """Retries on 503, as a client does: a server that has just come back may be unavailable for a moment."""
    for _ in range(10):
        answer = await api.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
        if answer.status_code != 503:
            break
        await asyncio.sleep(1)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found
