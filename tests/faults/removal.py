"""F19: a member is removed, or leaves, in the middle of a burst. They receive nothing that was committed afterwards."""

import asyncio

import httpx

from tests.contract.client import Person
from tests.contract.sockets import Listener, Refused, Socket
from tests.contract.world import World
from tests.faults.insisting import by_socket
from tests.faults.ledger import timed
from tests.faults.verdict import Verdict
from tests.faults.waiting import START, eventually

_BURST, _WORD = 8, "quickly"


async def removals(listeners: list[Listener], times: int) -> Verdict:
    """Runs `times` removals and departures, in turn; the member is added again each time."""
    verdict = Verdict()
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        world = World(listeners[0], http)
        alice, bob, mallory = await world.cast("alice", "bob", "mallory")
        conversation = await world.group(alice, bob, mallory)
        speaker, victim = await bob.connect(), await mallory.connect(listeners[-1])
        for turn in range(times):
            verdict += await _removal(conversation, (alice, mallory), (speaker, victim), is_leaving=turn % 2 == 1)
            await alice.do("POST", f"conversations/{conversation}/members", {"user": mallory.id})
            await mallory.accept()  # A member who left is asked before they are added again.
            await victim.until(lambda: _is_back(victim, conversation), START, "the return of the member")
        await alice.do("DELETE", f"conversations/{conversation}/members/{mallory.id}")
        verdict.leak += await _found(alice, mallory, conversation)
        await world.close()
    return verdict


async def _found(member: Person, removed: Person, conversation: str) -> int:
    """Returns how many messages a removed member finds, of those that a member finds: the index is behind at first."""

    async def hits(person: Person) -> int:
        page = await person.get(f"search?query={_WORD}")
        return sum(hit["conversation"] == conversation for hit in page["items"])

    async def is_indexed() -> bool:
        return await hits(member) > 0

    await eventually(is_indexed, "the index never has what was sent")
    return await hits(removed)


async def _removal(
    conversation: str, people: tuple[Person, Person], sockets: tuple[Socket, Socket], is_leaving: bool
) -> Verdict:
    (alice, mallory), (speaker, victim) = people, sockets
    began = len(victim.events)
    delays: list[float] = []
    speaking = asyncio.create_task(_burst(speaker, conversation, delays))
    answering = asyncio.create_task(_burst(victim, conversation, delays))
    await asyncio.sleep(0)
    await (mallory if is_leaving else alice).do("DELETE", f"conversations/{conversation}/members/{mallory.id}")
    said, answered = await speaking, await answering
    rest = await mallory.call("GET", f"conversations/{conversation}/messages")
    # One more, certainly committed afterwards: its echo to another member shows that it was published.
    late = await by_socket(speaker, conversation, "after the removal")
    await speaker.receive("message", conversation=conversation, rev=late["rev"], within=START)
    await victim.until(lambda: any(e["type"] == "gone" for e in victim.events[began:]), START, "gone")
    told = await speaker.receive("member", conversation=conversation, rev=_gone_at(victim, began), within=START)
    went_at = told["rev"]
    await asyncio.sleep(0.05)
    heard = [e for e in victim.events[began:] if e.get("conversation") == conversation and "message" in e]
    leak = sum(event["rev"] > went_at for event in heard) + sum(ok["rev"] > went_at for ok in answered)
    return Verdict(acked=len(said) + len(answered) + 1, leak=leak + (rest.status != 404), delays=delays)


async def _burst(socket: Socket, conversation: str, delays: list[float]) -> list[dict[str, int]]:
    """Returns the acknowledgements. A removed member is refused."""
    taken = []
    for number in range(_BURST):
        try:
            taken.append(await timed(by_socket(socket, conversation, f"{_WORD} {number}"), delays))
        except Refused as refused:
            if refused.code != "not_found":
                raise
    return taken


def _gone_at(victim: Socket, began: int) -> int:
    return int(next(event["rev"] for event in victim.events[began:] if event["type"] == "gone"))


def _is_back(victim: Socket, conversation: str) -> bool:
    for event in reversed(victim.events):
        if event["type"] == "gone":
            return False
        if event["type"] == "conversation" and event["conversation"]["id"] == conversation:
            return True
    return False
