"""Times of live delivery: counted in ranges by each web process, and added up for the day."""

from collections.abc import Iterator, Mapping

#: {part: the share of all events}
SHARES = {"half": 0.5, "most": 0.95}


def quantiles(counts: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Yields the time within which a share of the events was delivered, from counts by the upper bounds of ranges.

    Times within a range are taken as evenly spread. Those above the last bound count as the last bound.
    """
    ranges = sorted((float(bound), count) for bound, count in counts.items())
    total = sum(count for _, count in ranges)
    for part, share in SHARES.items():
        if total:
            yield part, _at(ranges, share * total)


def _at(ranges: list[tuple[float, float]], rank: float) -> float:
    below, lower = 0.0, 0.0
    for bound, count in ranges:
        if count and below + count >= rank:
            return lower if bound == float("inf") else lower + (bound - lower) * (rank - below) / count
        below += count
        lower = lower if bound == float("inf") else bound
    return lower
