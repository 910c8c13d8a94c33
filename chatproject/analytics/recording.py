"""Adds what this process counted to the figures of the day: errors, and times of live delivery."""

from collections.abc import Mapping

from django.db import connection

from accounts.operations.being_active import today
from chatproject import instruments
from chatproject.analytics.metrics import LIVE

#: The most parts that a metric can have on one day: the places of errors are not bounded otherwise.
MOST_PARTS = 200
_ADD = f"""
INSERT INTO analytics_figure AS f (metric, day, part, value)
SELECT %(metric)s::text, %(day)s::date, n.part, n.value
FROM unnest(%(parts)s::text[], %(values)s::float8[]) AS n(part, value)
WHERE (SELECT count(*) FROM analytics_figure WHERE metric = %(metric)s AND day = %(day)s::date) < {MOST_PARTS}
   OR EXISTS (SELECT FROM analytics_figure g WHERE g.metric = %(metric)s AND g.day = %(day)s::date AND g.part = n.part)
ORDER BY n.part
ON CONFLICT (metric, day, part) DO UPDATE SET value = f.value + excluded.value
"""  # noqa: S608 (a number)


def add(metric: str, counts: Mapping[str, float]) -> None:
    """Adds these counts, by part, to today's figures."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD, {"metric": metric, "day": today(), "parts": list(counts), "values": list(map(float, counts.values()))}
        )


class LiveRecorder:
    """Adds the times of live delivery since its last turn. Prometheus reads the same counts."""

    def __init__(self) -> None:
        self._before = _counts()

    def record(self) -> None:
        now = _counts()
        new = {bound: number - self._before.get(bound, 0) for bound, number in now.items()}
        if counted := {bound: number for bound, number in new.items() if number > 0}:
            add(LIVE.name, counted)
        self._before = now


def _counts() -> dict[str, float]:
    """Returns how many events were in each range, by its upper bound in seconds."""
    (metric,) = instruments.relay_seconds().collect()
    found, below = {}, 0.0
    for sample in metric.samples:
        if sample.name.endswith("_bucket"):
            found[sample.labels["le"]] = sample.value - below
            below = sample.value
    return found
