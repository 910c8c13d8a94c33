"""Bars, each below its name and with its number at its end."""

from collections.abc import Iterator, Sequence

from django.utils.safestring import SafeString

from chatproject.analytics.drawing.numbers import said
from chatproject.analytics.drawing.svg import element, picture
from chatproject.analytics.metric import Unit

_ROW, _THICK = 38.0, 14.0
_FOR_NUMBER = 90.0


def draw_bars(
    title: str, bars: Sequence[tuple[str, float | None]], unit: Unit, width: float, *, instead: str
) -> SafeString:
    """Returns the chart. `instead` is written where a number is hidden (None)."""
    most = max((value for _, value in bars if value), default=0.0) or 1.0
    rows = (part for place, bar in enumerate(bars) for part in _row(place, *bar, unit, most, width, instead))
    return picture(title, width, _ROW * len(bars) + 4, *rows)


def _row(
    place: int, label: str, value: float | None, unit: Unit, most: float, width: float, instead: str
) -> Iterator[SafeString]:
    top = _ROW * place
    yield element("text", label, x=0, y=top + 13, class_="name")
    if value is None:
        yield element("text", instead, x=0, y=top + 31, class_="untold")
        return
    length = (width - _FOR_NUMBER) * value / most
    yield element("rect", x=0, y=top + 19, width=max(length, 1.0), height=_THICK, class_="bar")
    yield element("text", said(value, unit), x=max(length, 1.0) + 6, y=top + 30)
