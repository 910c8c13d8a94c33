"""Analytics for staff."""

from datetime import date

from chatproject.contract.objects.base import Shape


class AnalyticsFigure(Shape):
    """`day` is a day, or the Monday of a week. A hidden figure has no value: it is about one to four people, or would
    reveal one that is.
    """

    day: date
    value: float | None = None
    hidden: bool = False


class AnalyticsSeries(Shape):
    """`part` is empty for a total. Periods that were not counted are absent."""

    part: str
    label: str
    figures: list[AnalyticsFigure]


class AnalyticsMetric(Shape):
    """A metric with its exact definition; `every` is `day` or `week`."""

    name: str
    title: str
    unit: str
    every: str
    definition: str
    series: list[AnalyticsSeries]


class Analytics(Shape):
    """Figures from the first to the last day, which begin and end in `time_zone`.

    `lowered` are the days whose figures fell when they were counted again: messages or people had been deleted.
    """

    first: date
    last: date
    time_zone: str
    lowered: list[date]
    metrics: list[AnalyticsMetric]
