"""Counts the figures of days that have ended. Counting a day again lowers no figure without `lowers`."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from accounts import figures as accounts
from accounts.operations.being_active import KEPT_DAYS, today
from chatproject.analytics.days import days, is_last_of_week, start_of, week_of
from chatproject.analytics.metric import Every, Metric, Source
from chatproject.analytics.metrics import METRICS
from chatproject.analytics.models import BuiltDay, Figure
from chatproject.analytics.reading import read
from chatproject.database.transactions import is_cancelled
from conversations.models import RetentionPolicy
from messaging.figures import RECORD_WRITERS

log = logging.getLogger(__name__)

#: The days that a new installation, or one that did not count before, begins with.
FIRST_DAYS = 90
_ONE = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """A metric that keeps the figures that it has."""

    metric: str
    why: str
    #: Whether counting it again would have lowered them.
    is_lower: bool = False


def build_due(seconds: float) -> int:
    """Counts the days that are due, until this time is over. Returns how many."""
    until, number = time.monotonic() + seconds, 0
    for day in due_days():
        if time.monotonic() > until:
            break
        build(day, is_again=BuiltDay.objects.filter(day=day).exists(), with_week=is_last_of_week(day))
        number += 1
    return number


def due_days() -> Iterator[date]:
    """Yields the days that have ended and were not counted, or only before the next one ended.

    Some figures are final only one day later. A week that has just ended is counted with its Sunday.
    """
    yesterday = today() - _ONE
    first = _first_day(yesterday)
    built = dict(BuiltDay.objects.filter(day__gte=first).values_list("day", "built_at"))
    final = min(yesterday, today() - 2 * _ONE)
    for day in days(first, yesterday):
        at = built.get(day)
        if at is None or (day <= final and at < start_of(day + 2 * _ONE)):
            yield day


def _first_day(yesterday: date) -> date:
    earliest = yesterday - timedelta(days=FIRST_DAYS - 1)
    ((joined,),) = read(accounts.FIRST_DAY, {})
    if joined is None:
        return yesterday
    return max(earliest, timezone.localdate(joined, timezone.get_default_timezone()))


def build(day: date, *, is_again: bool = False, with_week: bool = True, lowers: bool = False) -> list[Kept]:
    """Counts the figures of a day that has ended, and `with_week` those of its week if that has ended too.

    With `is_again` only those that were not final. Figures do not fall, unless it `lowers` them: messages or people
    have been deleted since they were counted. Returns the metrics that keep the figures that they have.
    """
    _record_writers(day)
    due = [metric for metric in METRICS if metric.sql and (metric.is_final_later or not is_again)]
    chosen = [metric for metric in due if with_week or metric.every is not Every.WEEK]
    built, _ = BuiltDay.objects.get_or_create(day=day, defaults={"built_at": timezone.now()})
    kept = [found for metric in chosen if (found := _build(metric, day, lowers=lowers))]
    built.built_at = timezone.now()
    built.save(update_fields=["built_at"])
    return kept


def _build(metric: Metric, day: date, *, lowers: bool) -> Kept | None:
    first = week_of(day) if metric.every is Every.WEEK else day
    if first + metric.every.span > today():
        return None
    if not _has_source(metric, first):
        return Kept(metric.name, "what it counts is no longer kept")
    try:
        found = [row for statement in metric.sql for row in read(statement, _span(first, metric))]
    except OperationalError as error:
        if not is_cancelled(error):
            raise
        log.warning("counting %s of %s took too long", metric.name, first)
        return Kept(metric.name, "counting it took too long")
    figures = [Figure(metric=metric.name, day=first, part=p, value=v, people=n) for p, v, n in found]
    return _write(metric, day, first, figures, lowers=lowers)


def _has_source(metric: Metric, first: date) -> bool:
    """Whether what the metric counts still exists."""
    if metric.is_snapshot:
        return first == today() - _ONE
    if metric.source is Source.MESSAGES:
        policy = RetentionPolicy.current().days
        # The period that has just ended is counted in any case: with a shorter retention, from what is left.
        return policy is None or first + metric.every.span == today() or first > today() - timedelta(days=policy)
    kept = metric.source_kept_days
    return kept is None or first - timedelta(days=metric.looks_back) >= today() - timedelta(days=kept)


def _span(first: date, metric: Metric) -> dict[str, Any]:
    until = start_of(first + metric.every.span)
    return {"day": first, "since": start_of(first), "until": until, "zone": settings.TIME_ZONE}


@transaction.atomic
def _write(metric: Metric, day: date, first: date, figures: list[Figure], *, lowers: bool) -> Kept | None:
    earlier = list(Figure.objects.filter(metric=metric.name, day=first))
    before, now = metric.weight(earlier), metric.weight(figures)
    if now < before:
        if not lowers:
            return Kept(metric.name, f"{before:,.0f} {metric.weighed}, of which {now:,.0f} are left", is_lower=True)
        BuiltDay.objects.filter(day=day).update(is_lowered=True)
    parts = {each.part for each in figures}
    if gone := [each.pk for each in earlier if each.part not in parts]:
        Figure.objects.filter(pk__in=gone).delete()
    Figure.objects.bulk_create(
        figures,
        update_conflicts=True,
        unique_fields=["metric", "day", "part"],
        update_fields=["value", "people"],
    )
    return None


def _record_writers(day: date) -> None:
    """Adds to the active people of a day those who wrote; not before the recording began."""
    ((since,),) = read(accounts.RECORDED_SINCE, {})
    if since is None or day < max(since, today() - timedelta(days=KEPT_DAYS)):
        return
    with connection.cursor() as cursor:
        cursor.execute(RECORD_WRITERS, {"day": day, "since": start_of(day), "until": start_of(day + _ONE)})
