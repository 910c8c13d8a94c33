"""Records on which days people use Parlance, for analytics."""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils import timezone

from accounts.figures import RECORD
from accounts.models import ActiveDay
from chatproject.database.statements import fetch_all

#: Longer than what is counted from these rows: the 30 days before any of the last 40.
KEPT_DAYS = 70


def today() -> date:
    """Returns the current day of the server's time zone (TIME_ZONE)."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def record_active(users: Collection[str], day: date) -> None:
    """Records that these people used Parlance on that day. Repeating it changes nothing."""
    fetch_all(RECORD, [day, sorted(users)])


def forget_active_days(most: int) -> int:
    """Deletes a batch of the days that are no longer counted. Returns how many."""
    old = ActiveDay.objects.filter(day__lt=today() - timedelta(days=KEPT_DAYS))
    keys = list(old.values_list("pk", flat=True)[:most])
    return ActiveDay.objects.filter(pk__in=keys).delete()[0]
