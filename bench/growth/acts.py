"""The operations whose cost must not grow, run by one user over REST and the socket."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

from bench.growth.searchable import RARE
from bench.growth.world import MINE
from bench.ledger import now
from bench.meter import Meter
from bench.servers.parlance import Parlance
from bench.servers.parlance_client import ParlanceClient
from bench.statistics import percentiles_ms

_WARM_UP = 20
_BEHIND = 50


@dataclass(frozen=True)
class Cost:
    """The cost of one operation: the median and 99th percentile in ms, and the CPU of the whole system in ms."""

    p50_ms: float
    p99_ms: float
    cpu_ms: float


async def measure(server: Parlance, client: ParlanceClient, conversations: list[str], times: int) -> dict[str, Cost]:
    """Runs every operation `times` times, each time in another of these conversations."""
    heads = await _heads(client, conversations)

    async def send(id: str) -> None:
        ok = await client.ask("message.send", conversation=id, client_id=str(uuid4()), body="Does it cost the same?")
        heads[id] = (ok["seq"], ok["rev"])

    async def history(id: str) -> None:
        await client.call("GET", f"conversations/{id}/messages?limit=50")

    async def older(id: str) -> None:
        await client.call("GET", f"conversations/{id}/messages?limit=50&before={heads[id][0] // 2}")

    async def changes(id: str) -> None:
        await client.call("GET", f"conversations/{id}/changes?limit=50&since={heads[id][1] - _BEHIND}")

    async def conversation_list(id: str) -> None:
        await client.call("GET", f"conversations?limit={MINE}")

    async def sync(id: str) -> None:
        await client.ask("sync", revs={name: rev - 1 for name, (_, rev) in heads.items()})

    def search(query: str) -> Callable[[str], Awaitable[None]]:
        async def act(id: str) -> None:
            await client.call("GET", f"search?query={query.replace(' ', '%20').format(id=id)}")

        return act

    acts: dict[str, Callable[[str], Awaitable[None]]] = {
        "send": send,
        "latest 50": history,
        "50 from the middle": older,
        "changes, 50 behind": changes,
        f"list with unread, {MINE} conversations": conversation_list,
        f"sync, {MINE} conversations, each one behind": sync,
        "search: a rare word": search(RARE),
        "search: words of every message": search("ladders weather"),
        "search: the same in one conversation": search("ladders weather in:{id}"),
        "search: a word that no message has": search("nowhere"),
    }
    return {name: await _cost(server, act, conversations, times) for name, act in acts.items()}


async def _cost(server: Parlance, act: Callable[[str], Awaitable[None]], conversations: list[str], times: int) -> Cost:
    for turn in range(_WARM_UP):
        await act(conversations[turn % len(conversations)])
    taken = []
    meter = Meter(server)
    for turn in range(times):
        began = now()
        await act(conversations[turn % len(conversations)])
        taken.append(now() - began)
    used = meter.read()
    taken.sort()
    shares = percentiles_ms(taken) or {}
    return Cost(shares["p50"], shares["p99"], used.cpu / times * 1000)


async def _heads(client: ParlanceClient, conversations: list[str]) -> dict[str, tuple[int, int]]:
    page = await client.call("GET", f"conversations?limit={MINE}")
    heads = {item["id"]: (item["last_seq"], item["rev"]) for item in page["items"]}
    return {id: heads[id] for id in conversations if id in heads}
