"""`manage.py restore DIR`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from chatproject.backups.database import Database
from chatproject.backups.manifest import Bad
from chatproject.backups.restoring import restore
from chatproject.supervisor.output import Refusal


class Command(BaseCommand):
    help = "Restore a backup, check it, and make clients fetch everything again. Parlance must be stopped."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="What `manage.py backup` wrote.")
        parser.add_argument("--replace", action="store_true", help="Replace the users and data of this database.")
        parser.add_argument("--database-url", default=settings.DATABASE_URL, help="PostgreSQL without its pooler.")

    def handle(self, *args: Any, folder: Path, replace: bool, database_url: str, **options: Any) -> None:
        try:
            found = restore(folder, Database(database_url), replace=replace, say=self.stdout.write)
        except (Bad, Refusal) as error:
            raise CommandError(str(error)) from error
        rows = sum(found.rows.values())
        self.stdout.write(f"RESTORED rows={rows} files={len(found.files)} bytes={found.bytes} lost={len(found.lost)}")
        if found.lost:
            self.stdout.write("These files were missing when the backup was made; the check lists them again.")
        call_command("media", "check", "--hashes")
