"""The results of one scenario on one server."""

from dataclasses import dataclass, field
from typing import Any

from bench.meter import Consumption
from bench.statistics import percentiles_ms
from bench.verdict import Verdict


@dataclass
class Outcome:
    """`figures` are shown in the table, by the names of bounds.py; `details` only go into the JSON."""

    scenario: str
    server: str
    figures: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)


def messages_outcome(scenario: str, server: str, used: Consumption, verdict: Verdict, sends: int) -> Outcome:
    """Returns the figures of a scenario in which people send."""
    deliveries = max(verdict.counts["arrived"], 1)
    delivery = percentiles_ms(verdict.delivery) or {}
    figures = {
        "cpu_s_per_1000_sends": used.cpu / max(sends, 1) * 1000,
        "cpu_s_per_10000_deliveries": used.cpu / deliveries * 10_000,
        "sends_per_s": sends / used.wall,
        "deliveries_per_s": verdict.counts["arrived"] / used.wall,
    } | {f"delivery_{name}_ms": value for name, value in delivery.items()}
    details = {
        "sends": sends,
        "delivery_ms": delivery,
        "acknowledgement_ms": percentiles_ms(verdict.acknowledgement),
        **consumption_details(used),
    }
    return Outcome(scenario, server, figures, verdict.counts, details)


def consumption_details(used: Consumption) -> dict[str, Any]:
    return {
        "wall_s": round(used.wall, 2),
        "cpu_s_by_part": {part: round(seconds, 3) for part, seconds in used.cpu_by_part.items()},
        "server_core_percent": round(100 * used.cpu / used.wall),
        "generator_core_percent": round(100 * used.generator_share),
    }
