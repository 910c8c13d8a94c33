"""`manage.py backup DIR`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chatproject.backups.database import Database
from chatproject.backups.making import back_up
from chatproject.backups.manifest import Bad
from chatproject.supervisor.output import Refusal


class Command(BaseCommand):
    help = "Write a backup into a new folder: the database, files and keys. Parlance may be running."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="A folder that is new or empty.")
        parser.add_argument("--database-url", default=settings.DATABASE_URL, help="PostgreSQL without its pooler.")

    def handle(self, *args: Any, folder: Path, database_url: str, **options: Any) -> None:
        try:
            made = back_up(folder, Database(database_url), self.stdout.write)
        except (Bad, Refusal) as error:
            raise CommandError(str(error)) from error
        rows = sum(made.rows.values())
        self.stdout.write(f"BACKUP rows={rows} files={len(made.files)} bytes={made.bytes} lost={len(made.lost)}")
