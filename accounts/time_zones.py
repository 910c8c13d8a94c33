"""Time zones for a select: cities grouped by part of the world, each with its country and current offset.

The IANA name is stored and sent. Every name of the server's time zone database is accepted, including old ones.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

_UTC = "UTC"


class City(NamedTuple):
    name: str
    zone: str
    country: str


@cache
def time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def cities() -> dict[str, list[City]]:
    """Cities by part of the world ("Europe"), in alphabetical order."""
    countries = {code: name for code, name, *_ in _table("iso3166.tab")}
    by_area = defaultdict(list)
    for code, _, zone, *_ in _table("zone.tab"):
        if zone in time_zones():
            area, _, city = zone.partition("/")
            by_area[area].append(City(city.rpartition("/")[2].replace("_", " "), zone, countries[code]))
    return {area: sorted(by_area[area]) for area in sorted(by_area)}


def choices(current: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """For a select: (part of the world, [(IANA name, "Berlin, Germany (UTC+01:00)")]). `current` is among them."""
    now = timezone.now()
    groups = [("", [(_UTC, "UTC")])]
    groups += [
        (area, [(each.zone, f"{each.name}, {each.country} ({offset(each.zone, now)})") for each in there])
        for area, there in cities().items()
    ]
    if not any(current == zone for _, options in groups for zone, _ in options):
        groups[0][1].append((current, f"{current.replace('_', ' ')} ({offset(current, now)})"))
    return groups


def offset(zone: str, now: datetime) -> str:
    """Returns the offset, for example UTC+05:30."""
    difference = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = int(difference.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def _table(name: str) -> list[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text()
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
