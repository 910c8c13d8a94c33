"""Statistics of measurements."""

from collections.abc import Sequence


def percentiles_ms(ascending: Sequence[float]) -> dict[str, float] | None:
    """Returns p50, p95 and p99 in milliseconds of ascending seconds; None without values."""
    if not ascending:
        return None
    return {
        f"p{p}": round(ascending[min(len(ascending) * p // 100, len(ascending) - 1)] * 1000, 2) for p in (50, 95, 99)
    }


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Returns how much y rises per x, by least squares."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
