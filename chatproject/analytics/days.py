"""Days and weeks of the server's time zone (TIME_ZONE). A day with a change of the clocks has 23 or 25 hours."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

WEEK = timedelta(days=7)


def start_of(day: date) -> datetime:
    """Returns the first moment of a day, also where the clocks skip midnight.

    It is in UTC: times of a zone that its clocks skip equal no others.
    """
    return datetime.combine(day, time(), timezone.get_default_timezone()).astimezone(UTC)


def week_of(day: date) -> date:
    """Returns the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def is_last_of_week(day: date) -> bool:
    return day.weekday() == 6


def days(first: date, last: date) -> Iterator[date]:
    """Yields the days from the first to the last."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def parse_days(written: str) -> tuple[date, date]:
    """Returns the first and last day of `DAY` or `DAY…DAY` (also with two dots). Raises ValueError."""
    first, _, last = written.replace("..", "…").partition("…")
    found = date.fromisoformat(first), date.fromisoformat(last or first)
    if found[0] > found[1]:
        raise ValueError(f"{first} is after {last}")
    return found
