"""Ratios of paired runs: the median, and an interval that holds it with 95 % confidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

#: A change costs more if the whole interval lies above this.
DEARER = 1.03
#: The median must never lie above this.
MOST = 1.05
_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Comparison:
    """`ratios`: new cost / old cost, one for each pair. Above 1, the new one costs more."""

    scenario: str
    ratios: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.ratios)

    @property
    def interval(self) -> tuple[float, float]:
        """The order statistics that hold the median with 95 % confidence; for seven pairs: the smallest and
        the largest.
        """
        ascending = sorted(self.ratios)
        rank = _rank(len(ascending))
        return ascending[rank], ascending[-1 - rank]

    @property
    def is_dearer(self) -> bool:
        return self.interval[0] > DEARER or self.median > MOST

    def __str__(self) -> str:
        low, high = self.interval
        verdict = "DEARER" if self.is_dearer else "within"
        pairs = ", ".join(f"{ratio:.3f}" for ratio in self.ratios)
        return f"{self.scenario}: new/old {self.median:.3f} (95 %: {low:.3f} to {high:.3f}) {verdict}; pairs {pairs}"


def compare(scenario: str, old: Sequence[float], new: Sequence[float]) -> Comparison:
    return Comparison(scenario, tuple(later / earlier for earlier, later in zip(old, new, strict=True)))


def _rank(count: int) -> int:
    """Returns how many of the smallest (and of the largest) values lie outside the interval, by the
    binomial distribution.
    """
    outside, rank = 0.0, 0
    for k in range(count // 2):
        outside += 2 * comb(count, k) / 2**count
        if outside > 1 - _CONFIDENCE:
            break
        rank = k + 1
    return max(rank - 1, 0)
