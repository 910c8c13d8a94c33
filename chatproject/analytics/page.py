"""The charts of analytics with their tables of numbers, ready for the template."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.safestring import SafeString

from accounts.figures import COHORTS
from chatproject.analytics.charts import SECTIONS, Chart, Kind
from chatproject.analytics.cohorts import CohortTable, cohort_table
from chatproject.analytics.days import WEEK
from chatproject.analytics.drawing.bars import draw_bars
from chatproject.analytics.drawing.lines import Line, draw_lines
from chatproject.analytics.drawing.numbers import said
from chatproject.analytics.forecasting import AHEAD_DAYS, Forecast, Trend, forecasts, trend_of
from chatproject.analytics.metric import Every, Unit
from chatproject.analytics.metrics import DATABASE, FILES
from chatproject.analytics.series import HIDDEN, Series, Value, series_of, sums

#: The drawings of a chart: for wide and for narrow screens.
_WIDTHS = (560.0, 340.0)
_HIDDEN = "hidden: fewer than 5 people"


@dataclass
class Drawn:
    """A chart: its definitions, its drawings, and the numbers of its table, the newest first."""

    chart: Chart
    drawings: list[SafeString] = field(default_factory=list)
    about: str = ""
    legend: list[tuple[int, str]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[tuple[str, list[str]]] = field(default_factory=list)
    cohorts: CohortTable | None = None
    forecasts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.drawings and self.cohorts is None


def draw_all(first: date, last: date) -> list[tuple[str, list[Drawn]]]:
    return [(section.title, [_draw(chart, first, last) for chart in section.charts]) for section in SECTIONS]


def _draw(chart: Chart, first: date, last: date) -> Drawn:
    if chart.kind is Kind.COHORTS:
        return Drawn(chart, cohorts=cohort_table(min(first, last - COHORTS * WEEK), last))
    series = [each for metric in chart.metrics for each in series_of(metric, first, last)]
    if not any(value is not None for each in series for value in each.values.values()):
        return Drawn(chart)
    draw = {Kind.LINES: _lines, Kind.BARS: _bars, Kind.TOP: _top}[chart.kind]
    return draw(chart, series)


def _lines(chart: Chart, series: Sequence[Series]) -> Drawn:
    unit, days = chart.metrics[0].unit, list(series[0].values)
    lines = [Line(each.label, list(map(_number, each.values.values())), style) for style, each in enumerate(series, 1)]
    trends = {each.metric: trend_of(each) for each in series} if chart.metrics == (DATABASE, FILES) else {}
    if any(trends.values()):
        ahead = [days[-1] + timedelta(days=each) for each in range(1, AHEAD_DAYS + 1)]
        guesses = [_ahead(trends[each.metric], style, days, ahead) for style, each in enumerate(series, 1)]
        lines = [Line(line.label, [*line.values, *[None] * len(ahead)], line.style) for line in lines]
        lines += [guess for guess in guesses if guess]
        shown = [*days, *ahead]
    else:
        shown = days
    return Drawn(
        chart,
        drawings=[draw_lines(chart.title, lines, shown, unit, width) for width in _WIDTHS],
        legend=[(style, each.label) for style, each in enumerate(series, 1)] if len(series) > 1 else [],
        forecasts=[_forecast(each) for each in forecasts(trends.get(DATABASE), trends.get(FILES))],
        **_table(series, unit),
    )


def _ahead(trend: Trend | None, style: int, days: Sequence[date], ahead: Sequence[date]) -> Line | None:
    if trend is None:
        return None
    before = [trend.at(day) if day == days[-1] else None for day in days]
    return Line("Forecast", [*before, *map(trend.at, ahead)], style, is_forecast=True)


def _forecast(found: Forecast) -> dict[str, Any]:
    return {
        "disk": found.disk,
        "free": said(found.free, Unit.BYTES),
        "grows": said(found.per_month, Unit.BYTES) if found.per_month > 0 else "",
        "full_on": found.full_on,
    }


def _bars(chart: Chart, series: Sequence[Series]) -> Drawn:
    """Draws the newest week that has numbers."""
    unit = chart.metrics[0].unit
    week = max(day for each in series for day, value in each.values.items() if value is not None)
    bars = [(each.label, _number(value)) for each in series if (value := each.values[week]) is not None]
    return Drawn(
        chart,
        drawings=[draw_bars(chart.title, bars, unit, width, instead=_HIDDEN) for width in _WIDTHS],
        about=f"The week of {week:%-d %B %Y}",
        **_table(series, unit),
    )


def _top(chart: Chart, series: Sequence[Series]) -> Drawn:
    unit, largest = chart.metrics[0].unit, sums(series)
    bars = [(each.label, total) for each, total in largest[:10]]
    last = [max(day for day, value in each.values.items() if value) for each, _ in largest]
    rows = zip(largest, last, strict=True)
    return Drawn(
        chart,
        drawings=[draw_bars(chart.title, bars, unit, width, instead=_HIDDEN) for width in _WIDTHS],
        head=["Error", "Number", "Last on"],
        rows=[(each.label, [said(total, unit), f"{day:%-d %b %Y}"]) for (each, total), day in rows],
    )


def _table(series: Sequence[Series], unit: Unit) -> dict[str, Any]:
    """Returns the numbers by day or week, the newest first, without periods that have none."""
    every = series[0].metric.every
    periods = sorted(series[0].values, reverse=True)
    return {
        "head": ["Week of" if every is Every.WEEK else "Day", *(each.label for each in series)],
        "rows": [
            (f"{day:%-d %b %Y}", [_cell(each.values[day], unit) for each in series])
            for day in periods
            if any(each.values[day] is not None for each in series)
        ],
    }


def _cell(value: Value, unit: Unit) -> str:
    if value is HIDDEN:
        return "hidden"
    return "–" if value is None else said(float(value), unit)


def _number(value: Value) -> float | None:
    return value if isinstance(value, float) else None
