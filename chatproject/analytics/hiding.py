"""Decides which parts of a figure are hidden, so that staff learn nothing about a few people.

A part about one to four people is hidden; a total never is. If the total of all parts is known, the difference between
it and the parts that are shown would reveal what is hidden, so then a larger part is hidden too.
"""

from collections.abc import Collection, Mapping

#: The fewest people about whom a part is shown.
LEAST = 5


def hidden_parts(people: Mapping[str, int | None], *, is_partition: bool) -> set[str]:
    """Returns the parts to hide. `people` says how many people each part is about; None: it is not about people.

    In a partition the parts add up to a total that is shown.
    """
    hidden = {part for part, count in people.items() if count is not None and is_few(count)}
    return _with_cover(hidden, people) if is_partition else hidden


def hidden_cohorts(active: Mapping[str, int], sizes: Mapping[str, int]) -> set[str]:
    """Returns the cohorts to hide in one week. Everyone active in that week is in one of them.

    A cohort is also hidden if few of its people were not active, or if it is small.
    """
    hidden = {
        cohort
        for cohort, count in active.items()
        if is_few(count) or is_few(sizes.get(cohort, 0)) or is_few(sizes.get(cohort, count) - count)
    }
    return _with_cover(hidden, active)


def is_few(count: int) -> bool:
    return 0 < count < LEAST


def _with_cover(hidden: set[str], people: Mapping[str, int | None]) -> set[str]:
    """Adds the smallest of the other parts, unless what is hidden is already about enough people."""
    if not hidden or _covers(hidden, people):
        return hidden
    others = [part for part in people if part not in hidden and (people[part] or 0) > 0]
    return hidden | set(sorted(others, key=lambda part: (people[part] or 0, part))[:1])


def _covers(hidden: Collection[str], people: Mapping[str, int | None]) -> bool:
    """One person can be in several parts, so the sum of their people proves nothing: the largest part does."""
    return max((people[part] or 0 for part in hidden), default=0) >= LEAST
