"""What Parlance must stay within, and the words for each figure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.statistics import number

#: What the references took on the machine for which the limits were set: ejabberd, socket.io.
_THEN = {
    ("small-rooms", "cpu_s_per_1000_sends"): (0.54, 0.41),
    ("small-rooms", "sends_per_s"): (1_777, 2_390),
    ("big-room", "cpu_s_per_10000_deliveries"): (0.293, 0.097),
    ("big-room", "deliveries_per_s"): (33_311, 100_754),
    ("calm", "delivery_p50_ms"): (1.7, 1.8),
    ("calm", "delivery_p99_ms"): (9.6, 6.2),
    ("history", "fetch_p50_ms"): (10, 0.63),
    ("history", "cpu_ms_per_fetch"): (9.7, 0.6),
}

#: {server: its figure}.
Taken = Mapping[str, float | None]


@dataclass(frozen=True)
class Bound:
    """`limit` is the most, or with `is_least` the least; None: told, not judged.

    A machine on which both references now take longer is that much slower, and the limit there is as much further:
    by the lesser of the two.
    """

    scenario: str
    figure: str
    words: str
    limit: float | None
    is_least: bool = False

    def here(self, now: Taken) -> float | None:
        """The limit beside what the references take now."""
        then = _THEN.get((self.scenario, self.figure))
        both = now.get("ejabberd"), now.get("socket.io")
        if self.limit is None or then is None or not all(both):
            return self.limit
        changes = [after / before for before, after in zip(then, both, strict=True) if after]
        return self.limit * (min(max(changes), 1) if self.is_least else max(min(changes), 1))

    def is_met(self, value: float, now: Taken) -> bool:
        limit = self.here(now)
        return limit is None or (value >= limit if self.is_least else value <= limit)

    def text(self, now: Taken) -> str:
        limit = self.here(now)
        if limit is None:
            return ""
        moved = "" if limit == self.limit else f", here {number(limit)}"
        return f"{'≥' if self.is_least else '≤'} {self.limit:,g}{moved}"


BOUNDS = (
    Bound("small-rooms", "cpu_s_per_1000_sends", "20 groups of 5, full speed: CPU-s per 1,000 sends", 0.20),
    Bound("small-rooms", "sends_per_s", "the same: sends/s", 5_000, is_least=True),
    Bound("big-room", "cpu_s_per_10000_deliveries", "1 group of 500: CPU-s per 10,000 deliveries", 0.05),
    Bound("big-room", "deliveries_per_s", "the same: deliveries/s", 150_000, is_least=True),
    Bound("calm", "delivery_p50_ms", "50 sends/s: send → delivered, p50 ms", 3),
    Bound("calm", "delivery_p99_ms", "the same: p99 ms", 8),
    Bound("calm", "cpu_s_per_1000_sends", "the same: CPU-s per 1,000 sends", None),
    Bound("idle", "kib_per_connection", "KiB per idle connection", 25),
    Bound("history", "fetch_p50_ms", "latest 50 of a conversation of 10,000: p50 ms", 1.5),
    Bound("history", "cpu_ms_per_fetch", "the same: CPU-ms", 1.0),
    Bound("storm", "synced_s", "1,000 cut at once: seconds until all are synced", None),
    Bound("storm", "cpu_ms_per_connection", "the same: CPU-ms per connection", None),
    Bound("mixed", "cpu_s_per_1000_acts", "200 people reading and writing: CPU-s per 1,000 acts", None),
    Bound("mixed", "acts_per_s", "the same: acts/s", None),
    Bound("churn", "kib_per_connection", "20,000 connects and disconnects: KiB kept per connection", 1),
)
