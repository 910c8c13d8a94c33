"""`manage.py restore [DIR]`."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from chatproject.backups.database import Database
from chatproject.backups.manifest import Bad
from chatproject.backups.recovering import Recovery
from chatproject.backups.repository import Repository, open_repository
from chatproject.backups.restoring import adopt, restore
from chatproject.backups.wal.recovering import PointInTime
from chatproject.backups.wal.window import parse_moment
from chatproject.contract.errors import Unavailable
from chatproject.management.secrets import add_secrets, chosen_secrets
from chatproject.supervisor.output import Refusal


class Command(BaseCommand):
    help = "Restore a backup, check it, and make clients fetch everything again. Parlance must be stopped."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="What `manage.py backup DIR` wrote.")
        parser.add_argument("--replace", action="store_true", help="With DIR: replace users and data that are here.")
        parser.add_argument(
            "--from",
            dest="source",
            default=settings.BACKUP_TO,
            help="Without DIR: the repository, a folder or s3://bucket/prefix. Users must not be here yet.",
        )
        parser.add_argument("--id", default="", help="Another backup than the newest: see `manage.py backup list`.")
        parser.add_argument(
            "--at",
            default="",
            help="The moment to restore, like '2026-11-30 18:00' (UTC), or latest. BACKUP_WAL must have been on.",
        )
        parser.add_argument(
            "--adopt",
            action="store_true",
            help="The database was set back by other means: make clients fetch everything again, and erase again.",
        )
        parser.add_argument("--migrate", action="store_true", help="Accept an older schema, and update it.")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")
        parser.add_argument("--database-url", default=settings.BACKUP_DATABASE_URL, help="PostgreSQL, not its pooler.")
        add_secrets(parser)

    def handle(self, *args: Any, folder: Path | None, replace: bool, database_url: str, **options: Any) -> None:
        try:
            database = Database(database_url)
            if options["adopt"]:
                adopt(database, self.stdout.write)
            elif folder is None:
                self._recover(database, options)
            elif options["at"]:
                raise Bad("--at restores from a repository: omit DIR.")
            else:
                self._restore(folder, database, replace=replace)
        except (Bad, Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        except Unavailable as error:
            raise CommandError(f"The files cannot be written. {error.detail}") from error

    def _recover(self, database: Database, options: dict[str, Any]) -> None:
        with open_repository(options["source"], chosen_secrets(options)) as repository:
            recovery = _recovery(repository, database, options)
            for sentence in recovery.plan():
                self.stdout.write(sentence)
            if not options["yes"]:
                self._ask()
            found = recovery.run(self.stdout.write)
        self._report(*found)
        call_command("media", "check")

    def _ask(self) -> None:
        if not sys.stdin.isatty():
            raise Bad("This is not a terminal. Add --yes to continue.")
        if input("Type yes to do it: ").strip() != "yes":
            raise Bad("Nothing was changed.")

    def _restore(self, folder: Path, database: Database, *, replace: bool) -> None:
        found = restore(folder, database, replace=replace, say=self.stdout.write)
        self._report(sum(found.rows.values()), len(found.files), found.bytes, found.lost)
        call_command("media", "check", "--hashes")

    def _report(self, rows: int, files: int, bytes: int, lost: list[str]) -> None:
        self.stdout.write(f"RESTORED rows={rows} files={files} bytes={bytes} lost={len(lost)}")
        if lost:
            self.stdout.write("These files were missing when the backup was made; the check lists them again.")


def _recovery(repository: Repository, database: Database, options: dict[str, Any]) -> Recovery:
    if not options["at"]:
        manifest = repository.manifest(repository.find(options["id"]))
        return Recovery(repository, manifest, database, migrate=options["migrate"])
    if options["id"]:
        raise Bad("--at finds the backup by itself: omit --id.")
    return PointInTime(repository, parse_moment(options["at"]), database, migrate=options["migrate"])
