"""The better round counts, and what was lost in the other counts too."""

from bench.outcome import Outcome
from bench.rounds import better_rounds


def test_all_figures_are_of_the_better_round() -> None:
    slow = Outcome("calm", "Parlance", {"delivery_p50_ms": 3.0, "delivery_p99_ms": 5.0})
    quick = Outcome("calm", "Parlance", {"delivery_p50_ms": 2.0, "delivery_p99_ms": 9.0})
    other = Outcome("calm", "ejabberd", {"delivery_p50_ms": 2.5, "delivery_p99_ms": 6.0})
    assert [each.figures for each in better_rounds([slow, other, quick])] == [quick.figures, other.figures]


def test_nothing_that_was_lost_is_forgotten() -> None:
    whole = Outcome("big-room", "Parlance", {"cpu_s_per_10000_deliveries": 0.04}, {"expected": 4, "missing": 0})
    lossy = Outcome("big-room", "Parlance", {"cpu_s_per_10000_deliveries": 0.05}, {"expected": 6, "missing": 2})
    (found,) = better_rounds([whole, lossy])
    assert found.figures == whole.figures
    assert found.counts == {"expected": 10, "missing": 2}
