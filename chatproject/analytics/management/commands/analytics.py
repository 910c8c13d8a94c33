"""`manage.py analytics rebuild DAY…DAY`."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.operations.being_active import today
from chatproject.analytics.building import build, due_days
from chatproject.analytics.days import days, parse_days


class Command(BaseCommand):
    help = "Count the figures of analytics: of the days that are due, or of these days again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("build", help="Count the days that have ended and are not counted yet.")
        rebuild = actions.add_parser("rebuild", help="Count days again. What no longer exists keeps its figures.")
        rebuild.add_argument("span", type=_days, metavar="DAY…DAY", help="For example 2026-03-01…2026-03-31.")

    def handle(self, *args: Any, action: str, span: tuple[date, date] | None = None, **options: Any) -> None:
        chosen = days(*span) if span else due_days()
        if span and span[1] >= today():
            raise CommandError(f"{span[1]} has not ended.")
        number = 0
        for day in chosen:
            missing = build(day)
            kept = f": kept {', '.join(missing)}" if missing else ""
            self.stdout.write(f"{day}{kept}")
            number += 1
        self.stdout.write(f"BUILT days={number}")


def _days(written: str) -> tuple[date, date]:
    try:
        return parse_days(written)
    except ValueError as error:
        raise ArgumentTypeError(f"must be DAY or DAY…DAY, like 2026-03-01…2026-03-31: {error}") from error
