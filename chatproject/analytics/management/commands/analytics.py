"""`manage.py analytics rebuild DAY…DAY`."""

from argparse import ArgumentParser, ArgumentTypeError
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.operations.being_active import today
from chatproject.analytics.building import Kept, build, due_days
from chatproject.analytics.days import days, is_last_of_week, parse_days


class Command(BaseCommand):
    help = "Count the figures of analytics: of the days that are due, or of these days again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("build", help="Count the days that have ended and are not counted yet.")
        rebuild = actions.add_parser("rebuild", help="Count days again. What no longer exists keeps its figures.")
        rebuild.add_argument("span", type=_days, metavar="DAY…DAY", help="For example 2026-03-01…2026-03-31.")
        rebuild.add_argument(
            "--lower",
            action="store_true",
            help="Store figures also where they are lower than before, because messages or people were deleted since.",
        )

    def handle(
        self,
        *args: Any,
        action: str,
        span: tuple[date, date] | None = None,
        lower: bool = False,
        **options: Any,
    ) -> None:
        if span and span[1] >= today():
            raise CommandError(f"{span[1]} has not ended.")
        last, number, lowest = span and span[1], 0, 0
        for day in days(*span) if span else due_days():
            kept = build(day, with_week=is_last_of_week(day) or day == last, lowers=lower)
            self.stdout.write(f"{day}{_said(kept)}")
            lowest += sum(each.is_lower for each in kept)
            number += 1
        if lowest:
            self.stdout.write(
                "Some figures would fall, because what they count was deleted since. --lower stores them."
            )
        self.stdout.write(f"BUILT days={number} kept={lowest}")


def _said(kept: Sequence[Kept]) -> str:
    """Returns which metrics keep their figures, by reason."""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for each in kept:
        by_reason[each.why].append(each.metric)
    reasons = (f"{', '.join(names)} ({why})" for why, names in by_reason.items())
    return f": kept {'; '.join(reasons)}" if kept else ""


def _days(written: str) -> tuple[date, date]:
    try:
        return parse_days(written)
    except ValueError as error:
        raise ArgumentTypeError(f"must be DAY or DAY…DAY, like 2026-03-01…2026-03-31: {error}") from error
