"""Figures as staff may see them: by day or week, without the parts that are about a few people."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Final

from django.db.models import Sum

from chatproject.analytics.days import WEEK, week_of
from chatproject.analytics.hiding import hidden_cohorts, hidden_parts
from chatproject.analytics.latency import quantiles
from chatproject.analytics.metric import Every, Metric
from chatproject.analytics.metrics import ERRORS, JOINED, LIVE, RETAINED
from chatproject.analytics.models import BuiltDay, Figure


class Hidden(Enum):
    """In place of a number about one to four people, or of one that would reveal it."""

    HIDDEN = "hidden"


HIDDEN: Final = Hidden.HIDDEN
#: None: it was not counted.
Value = float | None | Hidden
#: The most places of errors that are shown; the others are added up.
MOST_PLACES = 20
OTHERS = "others"


@dataclass(frozen=True)
class Series:
    """The values of one part of a metric (or of its total), by day or by the Monday of a week."""

    metric: Metric
    part: str
    values: dict[date, Value] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.metric.label(self.part)


def periods(every: Every, first: date, last: date) -> list[date]:
    """Returns the days, or the Mondays of the weeks that lie within them."""
    start = first if every is Every.DAY else week_of(first + WEEK - timedelta(days=1))
    number = ((last - start).days + 1) // every.span.days
    return [start + each * every.span for each in range(max(number, 0))]


def series_of(metric: Metric, first: date, last: date) -> list[Series]:
    """Returns the series of a metric: one for its total, or one for each part that occurs."""
    found: defaultdict[date, dict[str, Figure]] = defaultdict(dict)
    for each in _figures(metric, first, last):
        found[each.day][each.part] = each
    when = periods(metric.every, first, last)
    shown: dict[date, dict[str, Value]]
    if metric is LIVE:
        shown = {day: {**dict(quantiles({part: f.value for part, f in found[day].items()}))} for day in when}
    elif metric is RETAINED:
        sizes = cohort_sizes(first, last)
        shown = {week: _cohorts(week, found[week], sizes) for week in when}
    else:
        shown = {day: _parts(metric, found[day]) for day in when}
    parts = list(metric.parts) if metric.parts and metric is not RETAINED else []
    parts += sorted({part for values in shown.values() for part in values} - set(parts))
    return [Series(metric, part, {day: shown[day].get(part) for day in when}) for part in parts or [""]]


def lowered_days(first: date, last: date) -> list[date]:
    """Returns the days whose figures fell when they were counted again."""
    lowered = BuiltDay.objects.filter(is_lowered=True, day__gte=first, day__lte=last)
    return list(lowered.order_by("day").values_list("day", flat=True))


def cohort_sizes(first: date, last: date) -> dict[str, int]:
    """Returns how many accounts were created in each week that may have a cohort in this span."""
    since = week_of(first) - 60 * WEEK
    daily = Figure.objects.filter(metric=JOINED.name, day__gte=since, day__lte=last)
    sizes: defaultdict[str, int] = defaultdict(int)
    for day, value in daily.values_list("day", "value"):
        sizes[week_of(day).isoformat()] += int(value)
    return dict(sizes)


def _figures(metric: Metric, first: date, last: date) -> Iterator[Figure]:
    figures = Figure.objects.filter(metric=metric.name, day__gte=first, day__lte=last)
    if metric is not ERRORS:
        return figures.iterator()
    largest = figures.values("part").annotate(sum=Sum("value")).order_by("-sum", "part")[:MOST_PLACES]
    kept = [each["part"] for each in largest]
    others = figures.exclude(part__in=kept).values("day").annotate(sum=Sum("value"))
    rest = [Figure(metric=metric.name, day=each["day"], part=OTHERS, value=each["sum"]) for each in others]
    return iter([*figures.filter(part__in=kept), *rest])


def _parts(metric: Metric, figures: dict[str, Figure]) -> dict[str, Value]:
    if list(figures) == [""]:
        return {"": figures[""].value}
    hidden = hidden_parts({part: each.people for part, each in figures.items()}, is_partition=metric.is_partition)
    return {part: HIDDEN if part in hidden else each.value for part, each in figures.items()}


def _cohorts(week: date, figures: dict[str, Figure], sizes: dict[str, int]) -> dict[str, Value]:
    """Adds the cohorts of which no one was active, if they are small too: their zero is about a few people."""
    if not figures:
        return {}
    own = [cohort for cohort in sizes if week - 11 * WEEK <= date.fromisoformat(cohort) <= week and sizes[cohort]]
    active = {cohort: int(figures[cohort].value) if cohort in figures else 0 for cohort in {*own, *figures}}
    hidden = hidden_cohorts(active, sizes)
    return {cohort: HIDDEN if cohort in hidden else float(count) for cohort, count in active.items()}


def sums(series: Sequence[Series]) -> list[tuple[Series, float]]:
    """Returns the series with the sum of their values, the largest first."""
    added = [(each, sum(v for v in each.values.values() if isinstance(v, float))) for each in series]
    return sorted(added, key=lambda pair: (-pair[1], pair[0].label))
