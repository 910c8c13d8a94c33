"""The table, and the JSON behind it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.bounds import BOUNDS, Bound
from bench.outcome import Outcome
from bench.verdict import ZEROES

PRODUCT = "Parlance"
#: The counters of a run that need not be zero.
NEITHER_LOST_NOR_WRONG = ("expected", "arrived")
_SATURATED = 90


def table(outcomes: Sequence[Outcome]) -> str:
    """Returns Markdown: a row for each figure, a column for each server; Parlance's is judged."""
    servers = sorted({outcome.server for outcome in outcomes}, key=lambda name: (name == PRODUCT, name))
    found = {(outcome.scenario, outcome.server): outcome.figures for outcome in outcomes}
    lines = [f"| work | {' | '.join(servers)} | bound | within |", f"| --- |{' ---: |' * len(servers)} ---: | --- |"]
    for bound in BOUNDS:
        values = [found.get((bound.scenario, server), {}).get(bound.figure) for server in servers]
        if any(value is not None for value in values):
            ours = found.get((bound.scenario, PRODUCT), {}).get(bound.figure)
            cells = " | ".join("–" if value is None else number(value) for value in values)
            lines.append(f"| {bound.words} | {cells} | {bound.text} | {_judged(bound, ours)} |")
    return "\n".join(lines)


def counts_table(outcomes: Sequence[Outcome]) -> str:
    """Returns Markdown: the counters that must be zero, a row for each run."""
    lines = [f"| run | expected | arrived | {' | '.join(ZEROES)} |", f"| --- | ---: | ---: |{' ---: |' * len(ZEROES)}"]
    for outcome in outcomes:
        cells = (outcome.counts.get(name) for name in ("expected", "arrived", *ZEROES))
        written = " | ".join("–" if cell is None else f"{cell:,}" for cell in cells)
        lines.append(f"| {outcome.scenario}, {outcome.server} | {written} |")
    return "\n".join(lines)


def failures(outcomes: Iterable[Outcome]) -> list[str]:
    """Returns the failures in Parlance's column: bounds that are exceeded, counters that are not zero."""
    ours = {outcome.scenario: outcome for outcome in outcomes if outcome.server == PRODUCT}
    found = []
    for bound in BOUNDS:
        value = ours[bound.scenario].figures.get(bound.figure) if bound.scenario in ours else None
        if value is not None and not bound.is_met(value):
            found.append(f"NOT WITHIN: {bound.words}: {number(value)}, bound {bound.text}")
    for scenario, outcome in ours.items():
        wrong = {name: n for name, n in outcome.counts.items() if n and name not in NEITHER_LOST_NOR_WRONG}
        found += [f"NOT ZERO: {scenario}: {name} = {n:,}" for name, n in wrong.items()]
    return found


def doubts(outcomes: Iterable[Outcome]) -> list[str]:
    """Returns the runs in which the load generator, not the server, was the limit."""
    return [
        f"DOUBT: {outcome.scenario}, {outcome.server}: the generator used {share} % of its core and was the limit"
        for outcome in outcomes
        if (share := outcome.details.get("generator_core_percent", 0)) > _SATURATED
    ]


def write(folder: Path, outcomes: Sequence[Outcome], about: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"about": about, "outcomes": [asdict(outcome) for outcome in outcomes]}, indent=2)
    (folder / "results.json").write_text(text + "\n")
    words = "\n".join(f"{name}: {value}  " for name, value in about.items())
    (folder / "results.md").write_text(f"{words}\n\n{table(outcomes)}\n\n{counts_table(outcomes)}\n")


def number(value: float) -> str:
    """Formats three significant digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _judged(bound: Bound, ours: float | None) -> str:
    if ours is None or bound.limit is None:
        return ""
    return "yes" if bound.is_met(ours) else "**no**"
