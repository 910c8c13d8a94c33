"""Who must find a needle and who must not: outsiders, former members, newcomers, after deletions and edits, and blocks.

What is done here goes over REST, as a client does it. Each needle is first found by someone who may see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from bench.search.world import Planted
from bench.servers.parlance_client import ParlanceClient

#: Conversations of each case.
_PLACES = 20


@dataclass
class Count:
    """How many hits there had to be and were, and how many there were that must not be."""

    needles: int = 0
    found: int = 0
    leaked: int = 0
    faults: list[str] = field(default_factory=list)

    def expect(self, case: str, planted: Planted, is_there: bool) -> None:
        self.needles += 1
        self.found += is_there
        if not is_there:
            self.faults.append(f"{case}: {planted.needle} in {planted.conversation}/{planted.seq} was not found")

    def refuse(self, case: str, planted: Planted, is_there: bool) -> None:
        self.leaked += is_there
        if is_there:
            self.faults.append(f"{case}: {planted.needle} in {planted.conversation}/{planted.seq} was found")


@dataclass(frozen=True)
class Cast:
    """The clients. `reader` owns the conversations and wrote half of them, `sender` the other half; `newcomer` and
    `outsider` are in none.
    """

    reader: ParlanceClient
    sender: ParlanceClient
    former: ParlanceClient
    blocker: ParlanceClient
    newcomer: ParlanceClient
    outsider: ParlanceClient


async def finds(client: ParlanceClient, planted: Planted) -> bool:
    """Whether the client finds the message, on whichever page."""
    cursor = ""
    while True:
        page = await client.call("GET", f"search?query={quote(planted.needle.query)}{cursor}")
        if any(hit["conversation"] == planted.conversation and hit["seq"] == planted.seq for hit in page["items"]):
            return True
        if not page.get("next_cursor"):
            return False
        cursor = f"&cursor={page['next_cursor']}"


async def check(cast: Cast, ids: Sequence[str], planted: Sequence[Planted], count: Count) -> None:
    """Goes through the cases. `ids` are those of former, sender and newcomer."""
    former, sender, newcomer = ids
    await cast.blocker.call("PUT", f"me/blocks/{sender}")
    by_place: dict[str, list[Planted]] = {}
    for each in planted:
        by_place.setdefault(each.conversation, []).append(each)
    places = iter(by_place)

    def some() -> list[Planted]:
        return [each for _ in range(_PLACES) for each in by_place[next(places)]]

    for each in some():
        count.refuse("outsider", each, await finds(cast.outsider, each))
        count.expect("blocker", each, await finds(cast.blocker, each))
    await _left(cast, former, some(), count)
    await _joined(cast, newcomer, some(), count)
    await _gone(cast, some(), count)


async def _left(cast: Cast, former: str, needles: list[Planted], count: Count) -> None:
    for each in needles:
        count.expect("member", each, await finds(cast.former, each))
    for place in _places(needles):
        await cast.reader.call("DELETE", f"conversations/{place}/members/{former}")
    for each in needles:
        count.refuse("former member", each, await finds(cast.former, each))


async def _joined(cast: Cast, newcomer: str, needles: list[Planted], count: Count) -> None:
    for place in _places(needles):
        await cast.reader.call("PATCH", f"conversations/{place}", {"history": "joined"})
        await cast.reader.call("POST", f"conversations/{place}/members", {"user": newcomer})
    for each in needles:
        count.refuse("history before joining", each, await finds(cast.newcomer, each))


async def _gone(cast: Cast, needles: list[Planted], count: Count) -> None:
    """Every other one is deleted, the others say something else."""
    for number, each in enumerate(needles):
        path = f"conversations/{each.conversation}/messages/{each.seq}"
        # reader and sender took turns.
        author = cast.sender if each.seq % 2 else cast.reader
        if number % 2:
            await author.call("DELETE", path)
        else:
            await author.call("PATCH", path, {"body": f"nothing here any more {uuid4().hex[:4]}"})
        for name, client in (("reader", cast.reader), ("sender", cast.sender), ("outsider", cast.outsider)):
            count.refuse(f"{'deleted' if number % 2 else 'edited away'}, {name}", each, await finds(client, each))


def _places(needles: Iterable[Planted]) -> set[str]:
    return {each.conversation for each in needles}


def quote(query: str) -> str:
    return "".join(f"%{byte:02x}" for byte in query.encode())
