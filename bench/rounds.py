"""Chooses the least disturbed of several runs."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bench.bounds import BOUNDS
from bench.outcome import Outcome


def better_rounds(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Returns one outcome for each scenario and server: all figures of the round with the better first figure.

    Other load on a machine makes things slower, never faster. Counters are summed over all rounds: a message lost in
    one round is lost.
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
