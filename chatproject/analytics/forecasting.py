"""How stored bytes grow, and when the disk is full if they go on like this."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import linear_regression

from django.conf import settings

from chatproject.analytics.series import Series
from chatproject.health.disks import Room, existing, rooms
from chatproject.supervisor.state import own_services

#: With fewer days, one large upload would look like a trend.
LEAST_DAYS = 14
#: The days that the trend is taken from, and those that are drawn ahead.
TREND_DAYS = 90
AHEAD_DAYS = 90
#: Later than this, a forecast says nothing.
_FAR = 3650


@dataclass(frozen=True)
class Trend:
    """A straight line through the values of recent days."""

    day: date
    value: float
    per_day: float

    def at(self, day: date) -> float:
        return max(self.value + self.per_day * (day - self.day).days, 0.0)


@dataclass(frozen=True)
class Forecast:
    """`full_on` is None if the disk does not fill within ten years at this pace."""

    disk: str
    free: int
    per_month: float
    full_on: date | None


def trend(values: Mapping[date, float]) -> Trend | None:
    """Returns the trend of the newest days (least squares), or None if there are too few."""
    newest = max(values, default=None)
    if newest is None:
        return None
    recent = {day: value for day, value in values.items() if day > newest - timedelta(days=TREND_DAYS)}
    if len(recent) < LEAST_DAYS:
        return None
    per_day, value = linear_regression([(day - newest).days for day in recent], list(recent.values()))
    return Trend(newest, value, per_day)


def trend_of(series: Series) -> Trend | None:
    return trend({day: value for day, value in series.values.items() if isinstance(value, float)})


def forecasts(database: Trend | None, files: Trend | None) -> list[Forecast]:
    """Returns the forecast of each disk that can be seen from here and that grows by what is stored."""
    found: dict[int, tuple[Room, float, date]] = {}
    for name, room in rooms():
        growing = files if name == "disk.media" else database if _is_database_here() else None
        if growing is not None:
            disk = existing(room.folder).stat().st_dev
            pace = found[disk][1] if disk in found else 0.0
            found[disk] = (room, pace + growing.per_day, growing.day)
    return [_forecast(*each) for each in found.values()]


def _forecast(room: Room, per_day: float, day: date) -> Forecast:
    left = room.free / per_day if per_day > 0 else float("inf")
    full_on = day + timedelta(days=int(left)) if left < _FAR else None
    return Forecast(str(room.folder), room.free, per_day * 30, full_on)


def _is_database_here() -> bool:
    return own_services(Path(settings.DATA_DIR)).database_url == settings.DATABASE_URL
