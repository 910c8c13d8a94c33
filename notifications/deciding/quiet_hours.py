"""The quiet hours of a user, in their time zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifications.deciding.facts import PreferencesFacts

_BEFORE = timedelta(microseconds=1)


def is_quiet(preferences: PreferencesFacts, time_zone: str, now: datetime) -> bool:
    """Returns whether it is within the user's quiet hours, in their time zone and on their days. From x until x is a
    whole day.

    If the clock is put back across the end of the window, the repeated time is quiet twice.
    """
    begin, end = preferences.quiet_from, preferences.quiet_until
    if begin is None or end is None:
        return False
    zone = zone_of(time_zone)
    local = now.astimezone(zone)
    clock = local.time()
    if clock >= begin and (clock < end or begin >= end):
        day = local.date()
    elif clock < end and begin >= end:
        day = _day_before(local, zone)
    else:
        return False
    return not preferences.quiet_days or day.weekday() in preferences.quiet_days


def _day_before(local: datetime, zone: ZoneInfo) -> date:
    """Returns the day that ended when this one began. The calendar's may not have existed: Samoa had no 30 December
    2011.
    """
    midnight = datetime.combine(local.date(), time.min, tzinfo=zone)
    return (midnight.astimezone(UTC) - _BEFORE).astimezone(zone).date()


@lru_cache(maxsize=700)
def zone_of(name: str) -> ZoneInfo:
    """Returns the time zone, or UTC if the system does not have it any more."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
