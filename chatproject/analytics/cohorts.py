"""The table of cohorts: of the people who joined in a week, how many were active in each week after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from accounts.figures import COHORTS
from chatproject.analytics.days import WEEK
from chatproject.analytics.hiding import is_few
from chatproject.analytics.metrics import RETAINED
from chatproject.analytics.series import HIDDEN, Series, Value, cohort_sizes, series_of


@dataclass(frozen=True)
class Share:
    """A cell: the share of a cohort, the number of its people, and one of five shades."""

    text: str
    number: str
    shade: int


@dataclass(frozen=True)
class Cohort:
    week: date
    size: str
    shares: list[Share | None]


@dataclass(frozen=True)
class CohortTable:
    """`head` counts the weeks since joining."""

    head: list[int]
    cohorts: list[Cohort]


def cohort_table(first: date, last: date) -> CohortTable | None:
    """Returns the newest cohorts, or None if no one joined or nothing was counted."""
    sizes = cohort_sizes(first, last)
    found = {each.part: each for each in series_of(RETAINED, first, last)}
    weeks = sorted({week for each in found.values() for week, value in each.values.items() if value is not None})
    joined = [week for week in map(date.fromisoformat, sizes) if sizes[week.isoformat()] and weeks]
    shown = sorted(week for week in joined if weeks and weeks[-1] - (COHORTS - 1) * WEEK <= week <= weeks[-1])
    if not shown:
        return None
    cohorts = [_cohort(week, sizes[week.isoformat()], found, weeks[-1]) for week in shown]
    return CohortTable(list(range(max(len(each.shares) for each in cohorts))), cohorts)


def _cohort(week: date, size: int, found: Mapping[str, Series], last: date) -> Cohort:
    values = found[week.isoformat()].values if week.isoformat() in found else {}
    number = (last - week) // WEEK + 1
    shares = [_share(values.get(week + each * WEEK), size) for each in range(number)]
    return Cohort(week, "fewer than 5" if is_few(size) else f"{size:,}", shares)


def _share(value: Value, size: int) -> Share | None:
    if value is None:
        return None
    if value is HIDDEN:
        return Share("hidden", "", 0)
    share = min(float(value) / size, 1.0)
    return Share(f"{share:.0%}", f"{value:,.0f}", 1 + min(int(share * 4), 3) if share else 0)
