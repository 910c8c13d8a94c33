"""A change costs more if the interval leaves no doubt, or if the median exceeds its bound."""

import pytest

from bench.pairs.comparison import compare


def test_seven_pairs_hold_the_median_between_their_least_and_greatest() -> None:
    comparison = compare("calm", [1.0] * 7, [0.9, 1.0, 1.01, 1.02, 1.0, 0.99, 1.2])
    assert comparison.interval == (0.9, 1.2)
    assert comparison.median == 1.0


def test_interval_narrows_when_there_are_more_pairs() -> None:
    ratios = [1 + step / 100 for step in range(20)]
    assert compare("calm", [1.0] * 20, ratios).interval == (ratios[5], ratios[14])


@pytest.mark.parametrize(
    ("ratios", "is_dearer"),
    [
        ([1.04, 1.031, 1.05, 1.04, 1.04, 1.032, 1.035], True),
        ([1.04, 1.02, 1.05, 1.04, 1.04, 1.032, 1.035], False),
        ([1.0, 1.0, 1.06, 1.06, 1.06, 1.06, 1.0], True),
        ([0.9, 0.8, 0.9, 1.0, 0.7, 0.9, 0.95], False),
    ],
)
def test_comparison_is_dearer_when_the_interval_or_the_median_lies_above(ratios: list[float], is_dearer: bool) -> None:
    assert compare("calm", [2.0] * 7, [2 * ratio for ratio in ratios]).is_dearer is is_dearer
