"""`manage.py media check|sweep`: checks whether rows and stored bytes match, and repairs it."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chatproject.contract.errors import Unavailable
from media.operations.checking import Wrong, check_files, check_orphans, check_pictures, count_files
from media.operations.tidying import tidy_up

_EVERY = 1_000
_WHAT = ("missing", "variant", "corrupt", "orphan")
_DONE = ("rejected", "expired", "unsaid", "orphans", "queued")


class Command(BaseCommand):
    help = "Compare the stored files with the database (exit code 1 if they differ), or remove those not needed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="List missing, damaged and orphaned files. Changes nothing.")
        check.add_argument("--hashes", action="store_true", help="Read every byte, and compare its hash.")
        actions.add_parser("sweep", help="Do the work of the periodic tasks now.")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            if action == "check":
                self._check(hashes=options["hashes"])
            else:
                self._sweep()
        except Unavailable as error:
            raise CommandError(error.detail, returncode=2) from error

    def _check(self, *, hashes: bool) -> None:
        faults: Counter[str] = Counter()
        files = self._look("files", check_files(hashes=hashes), faults, count_files())
        pictures = self._look("pictures", check_pictures(), faults)
        self._tell(check_orphans(), faults)
        self.stdout.write(f"CHECKED files={files} pictures={pictures} {_counts(faults, _WHAT)}")
        if faults:
            raise CommandError(f"Wrong: {faults.total():,}.")

    def _look(self, name: str, checked: Iterable[list[Wrong]], faults: Counter[str], total: int | None = None) -> int:
        """Returns how many were checked."""
        number = 0
        for number, wrong in enumerate(checked, start=1):
            self._tell(wrong, faults)
            if number % _EVERY == 0:
                self._progress(f"{number:,}{f' of {total:,}' if total else ''} {name}")
        return number

    def _tell(self, wrong: list[Wrong], faults: Counter[str]) -> None:
        for each in wrong:
            faults[each.what] += 1
            self.stdout.write(" ".join(filter(None, each)))

    def _sweep(self) -> None:
        done: Counter[str] = Counter()
        for name, count in tidy_up():
            done[name] += count
            if count:
                self._progress(f"{done[name]:,} {name}")
        self.stdout.write(f"SWEPT {_counts(done, _DONE)}")

    def _progress(self, text: str) -> None:
        self.stderr.write(f"… {text}", style_func=str)


def _counts(faults: Counter[str], names: Iterable[str]) -> str:
    return " ".join(f"{name}={faults[name]}" for name in names)
