"""python -m bench.search: needles in a million messages, who finds them, and what search costs."""

import argparse
import sys
import time
from dataclasses import dataclass
from statistics import median

import psycopg
import uvloop

from bench.ledger import Ledger
from bench.machine import end_on_sigterm, flush_ms, load_of_others, pin_generator
from bench.progress import progress, say
from bench.search.matrix import Cast, Count, check, finds
from bench.search.measuring import Load, Sizes, indexed, left, no_indexing, queries, search_times, sends, sizes
from bench.search.world import Planted, World
from bench.servers.parlance import Parlance
from bench.servers.parlance_client import ParlanceClient
from bench.statistics import percentiles_ms
from chatproject.supervisor.state import locate

_PEOPLE = 6
#: In the model conversation from the start: reader, sender, former and blocker.
_SEATS = 4
_BLOCKS = 5


@dataclass(frozen=True)
class Result:
    count: Count
    p50_ms: float
    p99_ms: float
    slowest: list[tuple[float, str]]
    sizes: Sizes
    #: Sends without indexing, with it, and with people who search.
    without: list[Load]
    indexing: list[Load]
    searching: list[Load]

    @property
    def send_p99_ratio(self) -> float:
        return median(each.p99 for each in self.searching) / median(each.p99 for each in self.without)

    @property
    def cpu_ratio(self) -> float:
        """What indexing adds to the CPU of a send."""
        return median(each.cpu_ms for each in self.indexing) / median(each.cpu_ms for each in self.without) - 1

    def line(self) -> str:
        count = self.count
        return (
            f"SEARCH needles={count.needles} found={count.found} leaked={count.leaked} p50_ms={self.p50_ms:.1f} "
            f"p99_ms={self.p99_ms:.1f} size_ratio={self.sizes.ratio:.2f} send_p99_ratio={self.send_p99_ratio:.2f} "
            f"cpu_per_send={100 * self.cpu_ratio:.0f}%"
        )

    def faults(self) -> list[str]:
        bounds = {
            "p50_ms": (self.p50_ms, 50),
            "p99_ms": (self.p99_ms, 500),
            "size_ratio": (self.sizes.ratio, 0.6),
            "send_p99_ratio": (self.send_p99_ratio, 1.5),
            "cpu_per_send": (self.cpu_ratio, 0.1),
        }
        return [f"{name} is {figure:.2f}, above {most}" for name, (figure, most) in bounds.items() if figure > most]


def main() -> int:
    asked = _arguments()
    end_on_sigterm()
    pin_generator()
    say(f"load average before: {load_of_others()}, one flush to disk: {flush_ms()} ms")
    server = Parlance(1)
    try:
        server.start()
        result = uvloop.run(_drill(server, asked))
    finally:
        server.remove()
    for fault in [*result.count.faults[:20], *result.faults()]:
        say(f"  {fault}")
    for seconds, query in result.slowest:
        say(f"  slowest: {1000 * seconds:.0f} ms {query}")
    for name in ("without", "indexing", "searching"):
        say(f"  sends {name}: {getattr(result, name)}")
    print(result.line())
    is_whole = result.count.found == result.count.needles and not result.count.leaked
    # A few messages say nothing of times and sizes.
    return 0 if is_whole and (asked.quick or not result.faults()) else 1


async def _drill(server: Parlance, asked: argparse.Namespace) -> Result:
    await server.people.make(_PEOPLE, {"model": range(_SEATS)})
    ledger = Ledger({"model": range(_SEATS)})
    clients = [await server.connect(user, ["model"], ledger) for user in range(_PEOPLE)]
    url = locate(server.data_dir, {}).database_url
    ids = [server.people.id(user) for user in range(_PEOPLE)]
    with psycopg.connect(url, autocommit=True) as line:
        world = World(line, server.people.conversation("model"), ids[:2])
        began = time.monotonic()
        planted = world.plant(asked.messages, asked.needles)
        say(f"  {asked.messages:,} messages written in {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        async with progress("indexing", lambda: f"{left(line)[0]:,} left"):
            await indexed(line)
        index_seconds = time.monotonic() - began
        line.execute("VACUUM (ANALYZE) messaging_searchentry")
        size = sizes(line)
        say(f"  indexed in {index_seconds:.0f} s: {size}")
        reader, count = clients[0], Count()
        async with progress("needles", lambda: f"{count.found} found"):
            for each in planted:
                count.expect("reader", each, await finds(reader, each))
        taken = sorted(await search_times(reader, queries(planted, asked.searches)))
        shares = percentiles_ms([seconds for seconds, _ in taken]) or {}
        say(f"  searches: {shares}")
        without, indexing, searching = await _sends(server, clients[:2], world, line, planted, asked)
        async with progress("access", lambda: f"{count.needles} to find, {count.leaked} leaked"):
            await check(Cast(*clients), [ids[2], ids[1], ids[4]], planted, count)
            await indexed(line)
    for client in clients:
        await client.close()
    slowest = taken[:-6:-1]
    return Result(count, shares["p50"], shares["p99"], slowest, size, without, indexing, searching)


async def _sends(
    server: Parlance,
    clients: list[ParlanceClient],
    world: World,
    line: psycopg.Connection,
    planted: list[Planted],
    asked: argparse.Namespace,
) -> tuple[list[Load], list[Load], list[Load]]:
    """Sends in turn without indexing, with it, and with people who search."""
    places, searched = world.conversations[:50], queries(planted, 200)
    loads: tuple[list[Load], list[Load], list[Load]] = ([], [], [])
    await sends(server, clients, places, asked.seconds)
    for _ in range(_BLOCKS):
        with no_indexing(line):
            loads[0].append(await sends(server, clients, places, asked.seconds))
        await indexed(line)
        loads[1].append(await sends(server, clients, places, asked.seconds))
        await indexed(line)
        loads[2].append(await sends(server, clients, places, asked.seconds, searched))
        await indexed(line)
        say(f"  sends: p99 {loads[0][-1].p99} ms without, {loads[1][-1].p99} with, {loads[2][-1].p99} while searching")
    return loads


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench.search", description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--needles", type=int, default=2_000)
    parser.add_argument("--searches", type=int, default=1_000, help="whose times are measured (default: 1000)")
    parser.add_argument("--seconds", type=float, default=20, help="of each stretch of sends (default: 20)")
    parser.add_argument("--quick", action="store_true", help="20,000 messages; times and sizes may be anything")
    asked = parser.parse_args()
    if asked.quick:
        asked.messages, asked.needles, asked.searches, asked.seconds = 20_000, 500, 100, 3.0
    return asked


if __name__ == "__main__":
    sys.exit(main())
