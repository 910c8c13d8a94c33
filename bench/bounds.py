"""The bounds for Parlance, and the labels of the figures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bound:
    """`limit` is the most, or with `is_least` the least; None: reported, not judged."""

    scenario: str
    figure: str
    words: str
    limit: float | None
    is_least: bool = False

    def is_met(self, value: float) -> bool:
        return self.limit is None or (value >= self.limit if self.is_least else value <= self.limit)

    @property
    def text(self) -> str:
        return "" if self.limit is None else f"{'≥' if self.is_least else '≤'} {self.limit:,g}"


BOUNDS = (
    Bound("small-rooms", "cpu_s_per_1000_sends", "20 groups of 5, full speed: CPU-s per 1,000 sends", 0.20),
    Bound("small-rooms", "sends_per_s", "the same: sends/s", 5_000, is_least=True),
    Bound("big-room", "cpu_s_per_10000_deliveries", "1 group of 500: CPU-s per 10,000 deliveries", 0.05),
    Bound("big-room", "deliveries_per_s", "the same: deliveries/s", 150_000, is_least=True),
    Bound("calm", "delivery_p50_ms", "50 sends/s: send → delivered, p50 ms", 3),
    Bound("calm", "delivery_p99_ms", "the same: p99 ms", 8),
    Bound("calm", "cpu_s_per_1000_sends", "the same: CPU-s per 1,000 sends", None),
    Bound("footprint", "mib", "the whole product, idle, with one web process: MiB", 300),
    Bound("footprint", "mib_used", "the same once 20 people have come and gone: MiB", None),
    Bound("footprint", "mib_per_web_process", "each further web process: MiB", 45),
    Bound("idle", "kib_per_connection", "KiB per idle connection", 25),
    Bound("history", "fetch_p50_ms", "latest 50 of a conversation of 10,000: p50 ms", 1.5),
    Bound("history", "cpu_ms_per_fetch", "the same: CPU-ms", 1.0),
    Bound("storm", "synced_s", "1,000 cut at once: seconds until all are synced", None),
    Bound("storm", "cpu_ms_per_connection", "the same: CPU-ms per connection", None),
    Bound("mixed", "cpu_s_per_1000_acts", "200 people reading and writing: CPU-s per 1,000 acts", None),
    Bound("mixed", "acts_per_s", "the same: acts/s", None),
    Bound("churn", "kib_per_connection", "20,000 connects and disconnects: KiB kept per connection", 1),
)
