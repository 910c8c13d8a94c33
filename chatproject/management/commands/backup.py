"""`manage.py backup [DIR | list | verify]`."""

import signal
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone

from chatproject.backups import record
from chatproject.backups.contents import Finished
from chatproject.backups.database import Database
from chatproject.backups.keeping import forget_old
from chatproject.backups.making import back_up
from chatproject.backups.manifest import Bad
from chatproject.backups.proving import prove
from chatproject.backups.repository import Repository, open_repository
from chatproject.backups.storing import store_backup
from chatproject.backups.wal.streaming import catch_up
from chatproject.backups.wal.window import moment
from chatproject.contract.errors import Unavailable
from chatproject.management.secrets import add_secrets, chosen_secrets
from chatproject.supervisor.output import Refusal


class Command(BaseCommand):
    help = "Back up the database, files and keys while Parlance runs; list backups, or prove that one can be restored."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what",
            nargs="?",
            default="",
            metavar="DIR | list | verify",
            help="Nothing: add one to the repository. DIR: write a single one, in clear, into this new folder.",
        )
        parser.add_argument("--to", default=settings.BACKUP_TO, help="The repository: a folder, or s3://bucket/prefix.")
        parser.add_argument("--id", default="", help="verify: another backup than the newest.")
        parser.add_argument("--prove", action="store_true", help="Prove the new backup as well.")
        parser.add_argument("--quick", action="store_true", help="Prove it without reading the bytes of all files.")
        parser.add_argument(
            "--keep-days", type=int, default=settings.BACKUP_KEEP_DAYS, help="With --prove: forget older ones."
        )
        parser.add_argument("--database-url", default=settings.BACKUP_DATABASE_URL, help="PostgreSQL, not its pooler.")
        add_secrets(parser)

    def handle(self, *args: Any, what: str, to: str, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("The backup was asked to end."))
        try:
            if what not in ("", "list", "verify"):
                self._write_single(Path(what), options["database_url"])
                return
            with open_repository(to, chosen_secrets(options), for_writing=not what) as repository:
                if what == "list":
                    self._list(repository)
                elif what == "verify":
                    self._prove(repository, repository.find(options["id"]), quick=options["quick"])
                else:
                    self._add(repository, options)
        except (Bad, Refusal, OSError) as error:
            raise self._failed(str(error), what, to) from error
        except Unavailable as error:
            raise self._failed(f"The files cannot be read. {error.detail}", what, to) from error

    def _failed(self, reason: str, what: str, to: str) -> CommandError:
        """Only the backups of every day are watched."""
        if what in ("", "verify") and to == settings.BACKUP_TO:
            record.failed(reason)
        return CommandError(reason)

    def _add(self, repository: Repository, options: dict[str, Any]) -> None:
        if not repository.seal.is_encrypting:
            self.stdout.write("It is not encrypted: see BACKUP_PASSPHRASE and BACKUP_RECIPIENTS.")
        made = store_backup(repository, Database(options["database_url"]), self.stdout.write)
        self._record(lambda: record.made(made))
        self.stdout.write(f"BACKUP {_numbers(made)} stored={made.stored}")
        if made.base:
            catch_up()
        if options["prove"]:
            self._prove(repository, made, quick=options["quick"])
            self._forget(repository, options["keep_days"], made)

    def _forget(self, repository: Repository, days: int, made: Finished) -> None:
        """Only a proven backup lets older ones go."""
        old = forget_old(repository, days=days, kept={made.id})
        self._record(lambda: record.forgotten(each.id for each in old))
        if old:
            self.stdout.write(f"Forgot {len(old)} backups older than {days} days.")

    def _prove(self, repository: Repository, finished: Finished, *, quick: bool) -> None:
        prove(repository, finished, self.stdout.write, read_files=not quick)
        self._record(lambda: record.proven(finished, read_files=not quick))
        self.stdout.write(f"PROVEN {_numbers(finished)} files_read={'no' if quick else 'yes'}")

    def _record(self, write: Callable[[], None]) -> None:
        """Before an upgrade the database may not have the table yet, and the backup counts all the same."""
        try:
            write()
        except ProgrammingError:
            self.stdout.write("This is not recorded: the database waits for `manage.py migrate`.")

    def _list(self, repository: Repository) -> None:
        for each in repository.finished():
            age = (timezone.now() - each.at).total_seconds() / 3600
            since = f"  any moment since {moment(each.base.at)}" if each.base else ""
            self.stdout.write(f"{each.id}  {age:8.1f} h old  {each.rows:,} rows  {each.files:,} files{since}")

    def _write_single(self, folder: Path, database_url: str) -> None:
        made = back_up(folder, Database(database_url), self.stdout.write)
        rows = sum(made.rows.values())
        self.stdout.write(f"BACKUP rows={rows} files={len(made.files)} bytes={made.bytes} lost={len(made.lost)}")


def _numbers(made: Finished) -> str:
    return f"id={made.id} rows={made.rows} files={made.files} bytes={made.bytes} lost={made.lost}"
