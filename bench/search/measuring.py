"""How long searches take, how large the index is, and what it costs to send."""

import asyncio
import random
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import psycopg

from bench.ledger import now
from bench.meter import Meter
from bench.search.matrix import quote
from bench.search.world import Planted
from bench.servers.parlance import Parlance
from bench.servers.parlance_client import ParlanceClient
from bench.statistics import percentiles_ms

RATE = 200
_SEARCHES_A_SECOND = 5
_TEXT = "Has anyone seen the ladder since we painted the shed? #"

_SIZES = """
SELECT pg_table_size('messaging_searchentry'), pg_indexes_size('messaging_searchentry'),
       pg_table_size('messaging_message'), pg_total_relation_size('messaging_message')
"""
_LEFT = """
SELECT coalesce(sum(CASE WHEN p.rev IS NULL THEN c.last_seq ELSE least(p.left_seq, c.last_seq) END), 0)::bigint,
       count(*) FILTER (WHERE p.rev IS NULL OR p.due_at IS NOT NULL OR p.rev < c.rev)
FROM conversations_conversation c LEFT JOIN messaging_searchprogress p ON p.conversation_id = c.id
WHERE c.last_seq > 0
"""
# The lock under which one process indexes: while it is held, no one does.
_HOLD = "SELECT pg_advisory_lock(hashtextextended('messaging.search', 0))"
_RELEASE = "SELECT pg_advisory_unlock(hashtextextended('messaging.search', 0))"


@dataclass(frozen=True)
class Sizes:
    """Bytes of the table of entries, its indexes, the table of messages, and that with its indexes."""

    entries: int
    index: int
    messages: int
    messages_in_all: int

    @property
    def ratio(self) -> float:
        return (self.entries + self.index) / self.messages_in_all


@dataclass(frozen=True)
class Load:
    """A stretch of sends: p50 and p99 in ms, and the CPU-ms of the whole system for each send.

    `wait_ms` is how long tasks of notifications waited for a worker on average, and `late` the share of those that
    waited for more than a tenth of a second.
    """

    p50: float
    p99: float
    cpu_ms: float
    wait_ms: float
    late: float


def sizes(connection: psycopg.Connection) -> Sizes:
    return Sizes(*(connection.execute(_SIZES).fetchone() or (0, 0, 0, 0)))


def left(connection: psycopg.Connection) -> tuple[int, int]:
    """Returns how many messages are not indexed, and how many conversations are behind."""
    row = connection.execute(_LEFT).fetchone() or (0, 0)
    return row[0], row[1]


async def indexed(connection: psycopg.Connection) -> None:
    """Waits until everything is indexed."""
    while any(left(connection)):
        await asyncio.sleep(0.5)


@contextmanager
def no_indexing(connection: psycopg.Connection) -> Iterator[None]:
    connection.execute(_HOLD)
    try:
        yield
    finally:
        connection.execute(_RELEASE)


def queries(planted: Sequence[Planted], count: int) -> list[str]:
    """Returns needles, words that everyone uses, several of them, and filters."""
    chance = random.Random(2)  # noqa: S311  (no secret)
    common = ["the", "garden", "meeting", "lunch with", "ladder tea", "wh", "после", "会", "の", "나", '"the ladder"']
    filtered = [
        "the from:me",
        "garden in:place",
        "tea before:2026-06",
        "the -tea",
        "weather on:today",
        "ladder has:link",
    ]
    made = []
    for number in range(count):
        kinds = ([chance.choice(planted).needle.query], common, filtered)
        made.append(chance.choice(kinds[(0, 0, 1, 2)[number % 4]]))
    return made


async def search_times(client: ParlanceClient, asked: Sequence[str]) -> list[tuple[float, str]]:
    """Returns the seconds of each first page, and its query."""
    taken = []
    for query in asked:
        began = now()
        await client.call("GET", f"search?query={quote(query)}")
        taken.append((now() - began, query))
    return taken


async def sends(
    server: Parlance,
    clients: Sequence[ParlanceClient],
    places: Sequence[str],
    seconds: float,
    asked: Sequence[str] = (),
) -> Load:
    """Sends at the rate, however fast the server is; with `asked`, people search at the same time."""
    meter, began, taken, before = Meter(server), now(), list[float](), _waits(server)

    async def send(number: int) -> None:
        at = now()
        body, place = f"{_TEXT}{number}", places[number % len(places)]
        client = clients[number % len(clients)]
        await client.ask("message.send", conversation=place, client_id=str(uuid4()), body=body)
        taken.append(now() - at)

    done = asyncio.Event()
    searching = asyncio.create_task(_search_until(done, clients[0], asked))
    tasks = []
    for number in range(int(seconds * RATE)):
        await asyncio.sleep(max(0.0, began + number / RATE - now()))
        tasks.append(asyncio.create_task(send(number)))
    await asyncio.gather(*tasks)
    done.set()
    await searching
    # The worker's second, so that what was sent last is counted too.
    await asyncio.sleep(2.0)
    used = meter.read()
    shares = percentiles_ms(sorted(taken)) or {}
    tasks_more, soon, seconds_more = (after - first for after, first in zip(_waits(server), before, strict=True))
    waited = 1000 * seconds_more / max(tasks_more, 1), 1 - soon / max(tasks_more, 1)
    return Load(shares["p50"], shares["p99"], used.cpu / len(taken) * 1000, *waited)


def _waits(server: Parlance) -> tuple[float, float, float]:
    """Returns how many tasks of notifications began, how many within a tenth of a second, and their seconds."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    queue = 'queue="notifications"'
    names = (f"count{{{queue}}}", f'bucket{{le="0.1",{queue}}}', f"sum{{{queue}}}")
    count, soon, seconds = (_metric(text, f"parlance_task_wait_seconds_{name}") for name in names)
    return count, soon, seconds


def _metric(text: str, name: str) -> float:
    line = next((line for line in text.splitlines() if line.startswith(f"{name} ")), "0 0")
    return float(line.split()[1])


async def _search_until(done: asyncio.Event, client: ParlanceClient, asked: Sequence[str]) -> None:
    while asked and not done.is_set():
        for query in asked:
            await client.call("GET", f"search?query={quote(query)}")
            await asyncio.sleep(1 / _SEARCHES_A_SECOND)
            if done.is_set():
                return
