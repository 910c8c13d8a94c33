"""`manage.py upgrade [--plan]`."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from chatproject.database.migrating import LOCK_MS
from chatproject.supervisor.plan import data_dir
from chatproject.supervisor.state import is_running
from chatproject.upgrades.conditions import backup_age, conditions, is_backup_fresh
from chatproject.upgrades.planning import PlannedMigration, PlannedStep, plan
from chatproject.upgrades.tables import is_empty
from chatproject.version import VERSION

_WIDTH = 110
_NO_BACKUP = (
    "A migration can only be undone from a backup, and no proven one is younger than 26 hours. Set BACKUP_TO, or run "
    "`manage.py upgrade --without-backup`."
)


class Command(BaseCommand):
    help = "Bring the database to this release: check, back up, migrate. --plan only shows what will happen."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", action="store_true", help="Show locks, times and room; change nothing.")
        parser.add_argument("--backup", action="store_true", help="Make a backup even if there is a fresh one.")
        parser.add_argument("--without-backup", action="store_true", help="Migrate without a fresh backup.")
        parser.add_argument("--despite-checks", action="store_true", help="Migrate although a check fails.")

    def handle(self, *args: Any, **options: Any) -> None:
        planned = plan()
        self._show(planned)
        is_well = self._check(planned)
        if options["plan"]:
            return
        if not is_well and not options["despite_checks"]:
            raise CommandError("Nothing was changed. Correct what is WRONG above, or add --despite-checks.")
        if planned:
            self._back_up(must=options["backup"], may_do_without=options["without_backup"])
            call_command("migrate", interactive=False, stdout=self.stdout)
        self.stdout.write(_NEXT)

    def _show(self, planned: list[PlannedMigration]) -> None:
        if not planned:
            self.stdout.write(f"The database fits Parlance {VERSION}: no migration is pending.")
            return
        self.stdout.write(f"Parlance {VERSION} has {len(planned)} new migrations for this database:")
        for migration in planned:
            self.stdout.write(f"\n{migration.name}")
            for each in migration.steps:
                self.stdout.write(f"  {_line(each)}")
            if not migration.steps:
                self.stdout.write("  touches no table in use")
            self.stdout.write(f"  {_summary(migration)}")
        whole = sum(migration.seconds for migration in planned)
        self.stdout.write(
            f"\nIn all {_time(whole)}, estimated from this database. A table that someone else has locked is"
        )
        self.stdout.write(f"tried again and again, for {LOCK_MS / 1000:.0f} s each time.")

    def _check(self, planned: list[PlannedMigration]) -> bool:
        room = sum(migration.room for migration in planned)
        is_well = True
        self.stdout.write("")
        for part in conditions(room=room, is_running=is_running(data_dir())):
            if not part.is_well:
                is_well = False
                self.stdout.write(f"{self.style.ERROR('WRONG')} {part.name}: {part.detail}\n      {part.advice}")
            elif part.name in ("database.version", "valkey.version", "room"):
                self.stdout.write(f"{self.style.SUCCESS('ok   ')} {part.name}: {part.detail}")
        age = backup_age()
        proven = f"the newest proven one is {age.total_seconds() / 3600:.0f} h old" if age else "none is proven"
        self.stdout.write(f"      backup: {proven}")
        return is_well

    def _back_up(self, *, must: bool, may_do_without: bool) -> None:
        if not must and (may_do_without or is_backup_fresh() or is_empty()):
            return
        if not settings.BACKUP_TO:
            raise CommandError(_NO_BACKUP)
        call_command("backup", prove=True, quick=True, stdout=self.stdout)


_NEXT = (
    "The database is ready. Now restart each host, one after the other: `systemctl reload parlance`, or\n"
    "`manage.py restart`. Hosts that are not restarted yet run the earlier release with the new tables."
)


def _line(planned: PlannedStep) -> str:
    step, size = planned.step, planned.size
    table = step.table or "rows of this app"
    about = f" ({size.rows:,} rows, {size.bytes / 2**20:,.0f} MiB)" if size.bytes else ""
    return (
        f"{step.statement[:_WIDTH]}\n    {table}{about}: {step.lock.value}, {step.work.value}, {_time(planned.seconds)}"
    )


def _summary(migration: PlannedMigration) -> str:
    what, seconds = migration.held_up
    if not what or seconds < 1:
        return f"while people use it: yes{', with a pause of a moment' if what else ''}"
    return f"while people use it: NO, {what} wait for {_time(seconds)}"


def _time(seconds: float) -> str:
    if seconds < 1:
        return "a moment"
    return f"about {seconds:.0f} s" if seconds < 120 else f"about {seconds / 60:.0f} min"
