"""The bench's table says what is within its bounds, and its exit code depends on ours alone."""

from bench.outcome import Outcome
from bench.report import doubts, failures, table


def test_a_figure_beyond_its_bound_is_named() -> None:
    outcomes = [Outcome("idle", "Parlance", {"kib_per_connection": 26.0})]
    assert failures(outcomes) == ["NOT WITHIN: KiB per idle connection: 26, bound ≤ 25"]
    assert "| KiB per idle connection | 26 | ≤ 25 | **no** |" in table(outcomes)


def test_a_least_is_judged_the_other_way_round() -> None:
    assert failures([Outcome("small-rooms", "Parlance", {"sends_per_s": 5_001.0})]) == []
    assert failures([Outcome("small-rooms", "Parlance", {"sends_per_s": 4_999.0})]) != []


def test_a_lost_message_fails_the_run() -> None:
    outcomes = [Outcome("calm", "Parlance", {}, {"expected": 4, "arrived": 3, "missing": 1})]
    assert failures(outcomes) == ["NOT ZERO: calm: missing = 1"]


def test_reference_results_are_shown_and_not_judged() -> None:
    outcomes = [Outcome("idle", "ejabberd", {"kib_per_connection": 50.0}, {"missing": 3})]
    assert failures(outcomes) == []
    assert "| KiB per idle connection | 50 |" in table(outcomes)


def test_a_generator_without_air_is_said() -> None:
    assert doubts([Outcome("big-room", "Parlance", details={"generator_core_percent": 97})])
    assert not doubts([Outcome("big-room", "Parlance", details={"generator_core_percent": 60})])
