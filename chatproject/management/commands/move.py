"""`manage.py move FILE`: to another PostgreSQL, or from a disk to a bucket, or both."""

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chatproject.backups.database import Database
from chatproject.backups.manifest import Bad
from chatproject.backups.repository import open_repository
from chatproject.backups.storing import store_backup
from chatproject.management.secrets import add_secrets, chosen_secrets
from chatproject.settings.environment.backups import BACKUP_DATABASE_URL
from chatproject.settings.environment.declared import replaced
from chatproject.supervisor.acting import read_text
from chatproject.supervisor.output import Refusal
from chatproject.supervisor.rights import acting_as


class Command(BaseCommand):
    help = "Move everything to another PostgreSQL or a bucket. Parlance must be stopped; what is here stays."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The settings there, one NAME=value a line: DATABASE_URL, MEDIA_…")
        parser.add_argument(
            "--by",
            default=settings.BACKUP_TO or str(settings.DATA_DIR / "moving"),
            help="The repository by which it moves: BACKUP_TO, or a folder in DATA_DIR that you may delete afterwards.",
        )
        parser.add_argument("--database-url", default=settings.BACKUP_DATABASE_URL, help="The old PostgreSQL.")
        add_secrets(parser)

    def handle(self, *args: Any, file: Path, by: str, database_url: str, **options: Any) -> None:
        try:
            there = _settings(file)
            database = Database(database_url)
            database.refuse_others()
            with open_repository(by, chosen_secrets(options), for_writing=True) as repository:
                made = store_backup(repository, database, self.stdout.write)
        except (Bad, Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        restore = [*manage, "restore", "--yes", "--from", by, "--id", made.id, *_secrets(options)]
        with acting_as(0):  # where root started this, it also reads what only root can
            restoring = subprocess.Popen(restore, env=replaced({BACKUP_DATABASE_URL.name: ""} | there))
        if restoring.wait() != 0:
            raise CommandError("Restoring it there failed. Everything here is as it was.")
        self.stdout.write(f"MOVED. Start Parlance with the settings of {file} from now on. The old data stay here.")


def _secrets(options: dict[str, Any]) -> Iterator[str]:
    for name in ("identity", "passphrase_file"):
        if options[name]:
            yield f"--{name.replace('_', '-')}={options[name]}"


def _settings(file: Path) -> dict[str, str]:
    lines = [line.strip() for line in read_text(file).splitlines()]
    found = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    if not found.get("DATABASE_URL"):
        raise Bad(f"{file} must have a line DATABASE_URL=postgresql://…")
    return found
