"""Of several runs the one that was least disturbed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bench.bounds import BOUNDS
from bench.outcome import Outcome


def better_rounds(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """One outcome for each scenario and server: all figures of the round whose first figure is the better.

    Whatever else a machine does makes things slower, never quicker. Counts are of all rounds together: what was lost in
    one is lost.
    """
    rounds: defaultdict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        rounds[outcome.scenario, outcome.server].append(outcome)
    return [_better(each) for each in rounds.values()]


def _better(rounds: Sequence[Outcome]) -> Outcome:
    first = next(bound for bound in BOUNDS if bound.scenario == rounds[0].scenario)
    sign = -1 if first.is_least else 1
    counts: Counter[str] = Counter()
    for each in rounds:
        counts.update(each.counts)
    return replace(min(rounds, key=lambda each: sign * each.figures[first.figure]), counts=dict(counts))
