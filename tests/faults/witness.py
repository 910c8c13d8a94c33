"""The state that the server returns to each member over each endpoint, once nothing changes any more."""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

import httpx

from tests.faults.device import Device, fingerprint
from tests.faults.ledger import Json
from tests.faults.verdict import Verdict


class ConversationApi:
    """Reads one conversation over REST, with retries while the server restarts."""

    def __init__(self, api: httpx.AsyncClient, conversation: str) -> None:
        self._api = api
        self._conversation = conversation

    async def history(self, address: str, access: str) -> list[Json]:
        """Returns the complete history in the server's order."""
        history: list[Json] = []
        while True:
            after = history[-1]["seq"] if history else 0
            page = await self._get(address, access, "/messages", {"after": after, "limit": 200})
            if not page["items"]:
                return history
            history += page["items"]

    async def conversation(self, address: str, access: str) -> Json:
        whole: Json = await self._get(address, access)
        return whole

    async def _get(self, address: str, access: str, path: str = "", query: dict[str, int] | None = None) -> Any:
        url = f"{address}/api/v1/conversations/{self._conversation}{path}"
        while True:
            try:
                answer = await self._api.get(url, params=query, headers={"Authorization": f"Bearer {access}"})
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            if answer.status_code == 200:
                return answer.json()
            assert answer.json()["code"] == "unavailable", answer.text
            await asyncio.sleep(0.2)


class Told(NamedTuple):
    """The state of the conversation as one member receives it, and its history."""

    rev: int
    last_seq: int
    watermarks: dict[str, tuple[int, int]]
    history: str


async def witnessed(
    endpoints: ConversationApi, addresses: Sequence[str], devices: Sequence[Device], id_of: dict[str, str]
) -> Verdict:
    """Counts members who receive different states from the endpoints, or less than they received before."""
    verdict = Verdict()
    everything = []
    for access in {device.access for device in devices}:
        own = [device for device in devices if device.access == access]
        for address in sorted(set(addresses)):
            whole = await endpoints.conversation(address, access)
            watermarks = {m["user"]: (m["delivered_seq"], m["read_seq"]) for m in whole["members"]}
            history = fingerprint(await endpoints.history(address, access))
            everything.append(told := Told(whole["rev"], whole["last_seq"], watermarks, history))
            verdict.unread += whole["unread"] != told.last_seq - watermarks[id_of[access]][1]
            verdict.receipt += _is_wrong(told, id_of[access], own)
            verdict.receipt += sum(_was_told_more(device, told) for device in own)
    verdict.differ = sum(told != everything[0] for told in everything)
    verdict.differ += sum(device.view.rev != everything[0].rev for device in devices)
    return verdict


def _is_wrong(told: Told, user: str, own: Sequence[Device]) -> bool:
    """Whether a watermark is lower than acknowledged, beyond the last message, or read is above delivered."""
    delivered, read = told.watermarks[user]
    return not max(device.ledger.read_seq for device in own) <= read <= delivered <= told.last_seq


def _was_told_more(device: Device, told: Told) -> bool:
    """Returns whether an event or a sync reported higher watermarks than the server has now."""
    for user, (delivered, read) in device.view.watermarks.items():
        held = told.watermarks.get(user, (-1, -1))
        if delivered > held[0] or read > held[1]:
            return True
    return False
