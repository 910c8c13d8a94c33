"""python -m bench.growth: the same operations at growing sizes of one database, side by side."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import psycopg
import uvloop

from bench.growth.acts import Cost, measure
from bench.growth.world import World
from bench.ledger import Ledger
from bench.machine import PROJECT, end_on_sigterm, flush_ms, load_of_others, pin_generator
from bench.progress import say
from bench.report import number
from bench.servers.parlance import Parlance
from chatproject.supervisor.state import locate

_BOUND = 1.5
_SEATS = 5


def main() -> int:
    asked = _arguments()
    end_on_sigterm()
    pin_generator()
    busy = f"load average before: {load_of_others()}, one flush to disk: {flush_ms()} ms"
    server = Parlance(asked.web_processes)
    try:
        server.start()
        costs = uvloop.run(_grow(server, asked.sizes, asked.times))
        version = server.version()
    finally:
        server.remove()
    asked.out.mkdir(parents=True, exist_ok=True)
    text = f"{version}; {busy}; {asked.times} of each act\n\n{_table(costs)}\n"
    (asked.out / "growth.md").write_text(text)
    written = {size: {act: asdict(cost) for act, cost in of_size.items()} for size, of_size in costs.items()}
    (asked.out / "growth.json").write_text(json.dumps(written, indent=2) + "\n")
    print(text)
    return 0 if all(_ratio(costs, act) <= _BOUND for act in next(iter(costs.values()))) else 1


async def _grow(server: Parlance, sizes: list[int], times: int) -> dict[int, dict[str, Cost]]:
    await server.people.make(_SEATS, {"model": range(_SEATS)})
    client = await server.connect(0, ["model"], Ledger({"model": range(_SEATS)}))
    url = locate(server.data_dir, {}).database_url
    costs = {}
    with psycopg.connect(url, autocommit=True) as connection:
        world = World(connection, server.people.id(0), server.people.conversation("model"), _SEATS)
        world.settle()
        for size in sizes:
            say(f"  growing to {size:,} messages")
            there = world.grow(size)
            await client.close()
            client = await server.connect(0, ["model"], Ledger({"model": range(_SEATS)}))
            say(f"  measuring at {there:,}")
            costs[size] = await measure(server, client, world.my_conversations(), times)
            for act, cost in costs[size].items():
                say(f"    {act}: p50 {number(cost.p50_ms)} ms, CPU {number(cost.cpu_ms)} ms")
    await client.close()
    return costs


def _table(costs: dict[int, dict[str, Cost]]) -> str:
    """Returns Markdown: a row for each operation; p50 ms and CPU-ms at each size; the last over the first."""
    heads = "".join(f" p50 ms at {size:,} | CPU-ms |" for size in costs)
    lines = [
        f"| act |{heads} CPU, last ÷ first | within {_BOUND}× |",
        "| --- |" + " ---: |" * (2 * len(costs) + 1) + " --- |",
    ]
    for act in next(iter(costs.values())):
        cells = "".join(
            f" {number(of_size[act].p50_ms)} | {number(of_size[act].cpu_ms)} |" for of_size in costs.values()
        )
        ratio = _ratio(costs, act)
        lines.append(f"| {act} |{cells} {ratio:.2f} | {'yes' if ratio <= _BOUND else '**no**'} |")
    return "\n".join(lines)


def _ratio(costs: dict[int, dict[str, Cost]], act: str) -> float:
    """Compares CPU rather than time: it is reliable on a busy machine."""
    sizes = list(costs)
    return costs[sizes[-1]][act].cpu_ms / max(costs[sizes[0]][act].cpu_ms, 0.01)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench.growth", description=__doc__)
    parser.add_argument(
        "--sizes",
        type=lambda text: sorted(int(size) for size in text.split(",")),
        default=[100_000, 10_000_000],
        help="messages in all (default: 100000,10000000, which needs about 5 GB and some minutes)",
    )
    parser.add_argument("--times", type=int, default=200, help="of each act (default: 200)")
    parser.add_argument("--web-processes", type=int, default=0, help="default: its own choice")
    parser.add_argument("--out", type=Path, default=PROJECT / "var" / "bench", help="where results go")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
