"""F18: the disk with people's files is full, and then has room again. Messages are sent all the time."""

import asyncio
from random import Random

import httpx

from tests.contract.client import Person
from tests.contract.world import World
from tests.faults.elsewhere import filled, with_a_small_store
from tests.faults.talk import amid_talk
from tests.faults.verdict import Verdict
from tests.machine import Machine
from tests.media.files import MIB, Sending, content, put_up, sha256
from tests.media.posting import post_message
from tests.media_drill.insisting import insist, sure


async def full_store(_: Machine, times: int, chance: Random) -> Verdict:
    async with with_a_small_store() as (machine, store), httpx.AsyncClient(timeout=60, trust_env=False) as http:
        world = World(machine, http)
        alice, bob = await world.cast("alice", "bob")
        garden = await world.group(alice, bob)
        files: dict[str, bytes] = {}
        broken: list[str] = []

        async def inflict(machine: Machine, chance: Random) -> None:
            before, amid = (content(MIB, chance.randrange(2**31)) for _ in range(2))
            kept = await put_up(alice, garden, before, name="kept.bin", type="application/octet-stream")
            await post_message(alice, garden, kept.id)
            begun = await Sending.begin(alice, garden, amid, name="begun.bin", type="application/octet-stream")
            async with filled(store):
                broken.extend(await _refused(begun))
                await post_message(alice, garden, begun.id)  # its bytes may follow
            await insist(begun)
            await sure(alice, "POST", f"uploads/{begun.id}/complete")
            await begun.settled()
            files.update({kept.id: before, begun.id: amid})

        verdict = await amid_talk(inflict, machine, times, chance, group_count=1)
        held = await asyncio.gather(*(_holds(bob, id, data) for id, data in files.items()))
        verdict.lost += held.count(False) + len(broken)
        await world.close()
    return verdict


async def _refused(sending: Sending) -> list[str]:
    """Sends the parts. Returns what was accepted all the same, though there was no room."""
    answers = [await sending.put(request) for request in await sending.requests()]
    accepted = [f"a part: {answer.status_code}" for answer in answers if answer.status_code < 500]
    return accepted + [f"part {number}" for number in await sending.received()]


async def _holds(member: Person, id: str, data: bytes) -> bool:
    """Returns whether another member receives these bytes."""
    found = await member.get(f"attachments/{id}")
    if found["state"] != "ready":
        return False
    link = await member.do("POST", f"attachments/{id}/link")
    answer = await member.http.get(link["url"])
    return answer.status_code == 200 and sha256(answer.content) == sha256(data)
