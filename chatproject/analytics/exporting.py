"""Analytics as JSON and CSV, with the same figures hidden as on the page."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import StringIO

from django.conf import settings

from accounts.operations.being_active import today
from chatproject.analytics.metric import Metric
from chatproject.analytics.metrics import BY_NAME, METRICS
from chatproject.analytics.series import HIDDEN, Series, Value, lowered_days, series_of
from chatproject.contract.errors import Invalid
from chatproject.contract.objects.analytics import Analytics, AnalyticsFigure, AnalyticsMetric, AnalyticsSeries

MOST_DAYS = 400
_USUAL_DAYS = 90
#: Spreadsheets run a cell that begins with one of these.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def span_of(first: str, last: str) -> tuple[date, date]:
    """Returns the days that a request names, by default the last 90. Raises Invalid."""
    end = _day("last", last) if last else today() - timedelta(days=1)
    begin = _day("first", first) if first else end - timedelta(days=_USUAL_DAYS - 1)
    if not 0 <= (end - begin).days < MOST_DAYS:
        raise Invalid(f"first must not be after last, nor {MOST_DAYS} days before it.")
    return begin, end


def metrics_of(name: str) -> Sequence[Metric]:
    """Returns the metric of this name, or all if it is empty. Raises Invalid."""
    if name and name not in BY_NAME:
        raise Invalid(f"metric must be one of {', '.join(BY_NAME)}.")
    return [BY_NAME[name]] if name else METRICS


def as_object(metrics: Sequence[Metric], first: date, last: date) -> Analytics:
    return Analytics(
        first=first,
        last=last,
        time_zone=settings.TIME_ZONE,
        lowered=lowered_days(first, last),
        metrics=[_metric(each, first, last) for each in metrics],
    )


def as_csv(metrics: Sequence[Metric], first: date, last: date) -> str:
    """Returns one line for each figure."""
    written = StringIO()
    lines = csv.writer(written)
    lines.writerow(["metric", "part", "label", "day", "value", "unit", "hidden"])
    for metric in metrics:
        for series in series_of(metric, first, last):
            for day, value in _counted(series):
                shown = "" if value is HIDDEN else f"{value:.15g}"
                is_hidden = "yes" if value is HIDDEN else ""
                texts = map(_harmless, (metric.name, series.part, series.label))
                lines.writerow([*texts, day.isoformat(), shown, metric.unit, is_hidden])
    return written.getvalue()


def _metric(metric: Metric, first: date, last: date) -> AnalyticsMetric:
    return AnalyticsMetric(
        name=metric.name,
        title=metric.title,
        unit=metric.unit,
        every=metric.every,
        definition=metric.definition,
        series=[_series(each) for each in series_of(metric, first, last)],
    )


def _series(series: Series) -> AnalyticsSeries:
    figures = [
        AnalyticsFigure(day=day, hidden=True) if value is HIDDEN else AnalyticsFigure(day=day, value=value)
        for day, value in _counted(series)
    ]
    return AnalyticsSeries(part=series.part, label=series.label, figures=figures)


def _counted(series: Series) -> Iterator[tuple[date, Value]]:
    return ((day, value) for day, value in series.values.items() if value is not None)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _day(name: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Invalid(f"{name} must be a day, like 2026-03-31.") from error
