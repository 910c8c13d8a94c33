"""python -m bench.pairs [SCENARIO …]: compares this checkout with an earlier commit; exits with 1 if it costs more.

A pair is one run of a scenario on each, in alternating order, so that other load on the machine affects both. Both are
restarted for every pair: each start has a cost of its own, by up to a tenth, which all runs on it share. They are left
alone until they have finished what a start entails. The figure is CPU-seconds per unit of work of the whole server.
Neither indexes messages for search: `--search` prints what that adds, from this checkout without and with it.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

import uvloop

from bench.bounds import BOUNDS
from bench.machine import PROJECT, end_on_sigterm, pin_generator
from bench.outcome import Outcome
from bench.pairs.comparison import compare
from bench.pairs.earlier import checkout
from bench.processes import cpu_seconds, tree
from bench.profiling import Profiler
from bench.progress import say
from bench.report import NEITHER_LOST_NOR_WRONG, number
from bench.scenarios.base import Options
from bench.scenarios.catalogue import CATALOGUE
from bench.servers.parlance import Parlance

#: The cost of every run, by server and scenario.
Costs = Mapping[Parlance, Mapping[str, list[float]]]

#: Seconds; shares of a core; and how often to look.
_ROUND, _LITTLE, _MOST_ROUNDS = 3.0, 0.1, 10
_WITHOUT_SEARCH = {"SEARCH_INDEXING": "off"}
_SCENARIOS = ("history", "small-rooms", "big-room", "mixed")


def main() -> int:
    asked = _arguments()
    end_on_sigterm()
    folder = PROJECT if asked.search else checkout(asked.against)
    pin_generator()
    old = Parlance(asked.web_processes, folder, environment=_WITHOUT_SEARCH)
    new = Parlance(asked.web_processes, environment={} if asked.search else _WITHOUT_SEARCH)
    costs: Costs = {old: defaultdict(list), new: defaultdict(list)}
    try:
        for pair in range(asked.pairs):
            in_turn = (old, new) if pair % 2 == 0 else (new, old)
            for server in in_turn:
                server.stop()
                server.start()
            _settle(in_turn)
            for name in asked.scenarios:
                for server in in_turn:
                    costs[server][name].append(_cost(name, server, asked))
                say(f"  {name} {pair + 1}: old {number(costs[old][name][-1])}, new {number(costs[new][name][-1])}")
    finally:
        for server in (old, new):
            server.remove()
    comparisons = [compare(name, costs[old][name], costs[new][name]) for name in asked.scenarios]
    if asked.search:
        for comparison in comparisons:
            low, high = comparison.interval
            print(f"{comparison.scenario}: search x {comparison.median:.3f} (95 %: {low:.3f} to {high:.3f})")
        return 0
    for comparison in comparisons:
        print(comparison)
    return 1 if any(comparison.is_dearer for comparison in comparisons) else 0


def _cost(name: str, server: Parlance, asked: argparse.Namespace) -> float:
    """Runs the scenario and returns its CPU-seconds per unit of work."""
    figure = next(bound.figure for bound in BOUNDS if bound.scenario == name and bound.figure.startswith("cpu_"))
    options = Options(asked.seconds, asked.seconds / 2, 0, 0, asked.history, asked.fetches, Profiler(None))
    outcome = uvloop.run(CATALOGUE[name].run(server, options))
    _refuse_losses(outcome)
    return outcome.figures[figure]


def _settle(servers: Sequence[Parlance]) -> None:
    """Waits until the servers use little CPU: the tasks of the first minute belong to no scenario."""
    for _ in range(_MOST_ROUNDS):
        before = _used(servers)
        time.sleep(_ROUND)
        if _used(servers) - before < _LITTLE * _ROUND:
            return


def _used(servers: Sequence[Parlance]) -> float:
    return sum(cpu_seconds(tree(root)) for server in servers for root in server.roots())


def _refuse_losses(outcome: Outcome) -> None:
    wrong = {name: count for name, count in outcome.counts.items() if count and name not in NEITHER_LOST_NOR_WRONG}
    if wrong:
        raise SystemExit(f"{outcome.scenario}: a run that loses messages has no cost: {wrong}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench.pairs", description=__doc__.partition("\n")[0])
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=f"default: {', '.join(_SCENARIOS)}")
    parser.add_argument("--against", default=_baseline(), help="a commit (default: the one in bench/pairs/baseline)")
    parser.add_argument("--search", action="store_true", help="measure what indexing for search adds")
    parser.add_argument("--pairs", type=int, default=7, help="of runs of each scenario (default: 7)")
    parser.add_argument("--seconds", type=float, default=5, help="the measured part of a run (default: 5)")
    parser.add_argument("--web-processes", type=int, default=0, help="default: the product's own choice")
    parser.add_argument("--history", type=int, default=2_000, help="messages added to the long conversation each run")
    parser.add_argument("--fetches", type=int, default=2_000, help="of history in a run")
    asked = parser.parse_args()
    asked.scenarios = asked.scenarios or list(_SCENARIOS)
    if unknown := set(asked.scenarios) - set(_SCENARIOS):
        parser.error(f"{', '.join(unknown)}: must be one of {', '.join(_SCENARIOS)}")
    if asked.pairs < 7:
        parser.error("--pairs must be at least 7: with fewer no interval holds the median with 95 % confidence")
    return asked


def _baseline() -> str:
    return (PROJECT / "bench" / "pairs" / "baseline").read_text().strip()


if __name__ == "__main__":
    sys.exit(main())
