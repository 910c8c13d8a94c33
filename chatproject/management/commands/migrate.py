"""`manage.py migrate`: Django's, for a database in use."""

import random
import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import OperationalError, connections

from chatproject.database.migrating import LOCK_MS, Watch, gave_up, one_at_a_time

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 15.0
_PATIENCE = 300


class Command(migrate.Command):
    help = "Bring the database up to date, while it is in use: waits for each lock briefly, and tries again."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--patience",
            type=int,
            default=_PATIENCE,
            help="For how many seconds to try again while a table is locked (%(default)s).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        line = connections[options["database"]]
        with one_at_a_time(line, self._say_who_else), Watch(line) as watch:
            self._try(watch, args, options)

    def _try(self, watch: Watch, args: Any, options: dict[str, Any]) -> None:
        """Each try goes on after the last migration that was applied."""
        give_up_at = time.monotonic() + options["patience"]
        pause = _FIRST_PAUSE
        while True:
            try:
                super().handle(*args, **options)
                return
            except OperationalError as error:
                if not gave_up(error):
                    raise
            found = "; ".join(map(str, watch.obstacles)) or "a lock was not free"
            if time.monotonic() > give_up_at:
                raise CommandError(_ADVICE.format(found=found, pids=_pids(watch)))
            self.stdout.write(f"\n  waited {LOCK_MS / 1000:.0f} s: {found}. Trying again …")
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 (when to try again)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _say_who_else(self) -> None:
        self.stdout.write("Another host is migrating this database. Waiting …")


_ADVICE = (
    "The migration could not lock what it changes: {found}. What was applied stays applied, the rest is as it was. "
    "Wait for the end of that transaction, or end it ({pids}), and run `manage.py migrate` again."
)


def _pids(watch: Watch) -> str:
    return ", ".join(f"SELECT pg_terminate_backend({each.pid})" for each in watch.obstacles) or "see pg_stat_activity"
