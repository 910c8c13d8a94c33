"""Line charts. Lines differ by their dashes as well as their colours, and each has its name at its end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from chatproject.analytics.drawing.numbers import said, ticks
from chatproject.analytics.drawing.svg import element, picture
from chatproject.analytics.metric import Unit

_TOP, _BOTTOM, _LEFT = 10.0, 24.0, 62.0
_NAME_HEIGHT = 14.0
#: With more days, an area is too narrow to point at, and the page too long.
_MOST_HINTS = 200


@dataclass(frozen=True)
class Line:
    """`values` are by day; None leaves a gap. `style` chooses the dashes and the colour."""

    label: str
    values: Sequence[float | None]
    style: int
    is_forecast: bool = False


@dataclass(frozen=True)
class _Frame:
    """Where a chart is drawn: `right` leaves room for the names of the lines."""

    width: float
    height: float
    right: float
    number: int
    most: float

    def x(self, place: int) -> float:
        inner = self.width - _LEFT - self.right
        return _LEFT + inner * (place / (self.number - 1) if self.number > 1 else 0.5)

    def y(self, value: float) -> float:
        return _TOP + (self.height - _TOP - _BOTTOM) * (1 - value / self.most)


def draw_lines(title: str, lines: Sequence[Line], days: Sequence[date], unit: Unit, width: float) -> SafeString:
    """Returns the chart of some lines over the same days."""
    most = max((value for line in lines for value in line.values if value is not None), default=0.0)
    axis = ticks(most, unit)
    is_wide = width > 500
    longest = max((len(line.label) for line in lines if not line.is_forecast), default=0)
    right = 14.0 + (6.2 * longest if is_wide and len(lines) > 1 else 0)
    frame = _Frame(width, 220.0 if is_wide else 200.0, right, len(days), axis[-1])
    names = _names(lines, frame) if is_wide and len(lines) > 1 else ()
    return picture(
        title,
        width,
        frame.height,
        *_across(axis, unit, frame),
        *_dates(days, frame, 7 if is_wide else 4),
        *(part for line in lines for part in _line(line, frame)),
        *names,
        *(_hints(lines, days, unit, frame) if is_wide and len(days) <= _MOST_HINTS else ()),
    )


def _across(axis: Sequence[float], unit: Unit, frame: _Frame) -> Iterator[SafeString]:
    for value in axis:
        y = frame.y(value)
        kind = "grid" if value else "grid base"
        yield element("line", x1=_LEFT, x2=frame.width - frame.right, y1=y, y2=y, class_=kind)
        yield element("text", said(value, unit), x=_LEFT - 6, y=y + 4, text_anchor="end")


def _dates(days: Sequence[date], frame: _Frame, most: int) -> Iterator[SafeString]:
    step = max(-(-(len(days) - 1) // most), 1)
    for place in range(0, len(days), step):
        yield element(
            "text", f"{days[place]:%-d %b}", x=frame.x(place), y=frame.height - 7, text_anchor="middle", class_="date"
        )


def _line(line: Line, frame: _Frame) -> Iterator[SafeString]:
    kind = f"line line-{line.style}{' forecast' if line.is_forecast else ''}"
    for points in _stretches(line, frame):
        if len(points) == 1:
            yield element("circle", cx=points[0][0], cy=points[0][1], r=3, class_=f"dot dot-{line.style}")
        else:
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            yield element("path", d=path, class_=kind)


def _stretches(line: Line, frame: _Frame) -> Iterator[list[tuple[float, float]]]:
    """Yields the points between gaps."""
    points: list[tuple[float, float]] = []
    for place, value in enumerate([*line.values, None]):
        if value is not None:
            points.append((frame.x(place), frame.y(value)))
        elif points:
            yield points
            points = []


def _names(lines: Sequence[Line], frame: _Frame) -> Iterator[SafeString]:
    """Yields the name of each line at its last value, one below the other where they would overlap."""
    ends = []
    for line in lines:
        known = [(place, value) for place, value in enumerate(line.values) if value is not None]
        if known and not line.is_forecast:
            ends.append((frame.y(known[-1][1]), line))
    last = float("-inf")
    for y, line in sorted(ends, key=lambda end: end[0]):
        last = max(y, last + _NAME_HEIGHT)
        yield element("text", line.label, x=frame.width - frame.right + 6, y=last + 4, class_=f"name name-{line.style}")


def _hints(lines: Sequence[Line], days: Sequence[date], unit: Unit, frame: _Frame) -> Iterator[SafeString]:
    """Yields, for each day, an area that shows its numbers to a pointer."""
    step = (frame.width - _LEFT - frame.right) / max(len(days) - 1, 1)
    for place, day in enumerate(days):
        known = [(line.label, line.values[place]) for line in lines]
        text = "\n".join(f"{label}: {said(value, unit)}" for label, value in known if value is not None)
        if text:
            yield element(
                "rect",
                element("title", f"{day:%a %-d %b %Y}\n{text}"),
                x=frame.x(place) - step / 2,
                y=_TOP,
                width=step,
                height=frame.height - _TOP - _BOTTOM,
                class_="hint",
            )
