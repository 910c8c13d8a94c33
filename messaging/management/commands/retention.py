"""`manage.py retention`: what the nightly run would delete on a date, and why not the rest."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from messaging.retention import Expiry, Files, files_of, night_of, simulate

_BATCH = 500


class Command(BaseCommand):
    help = "Say which messages retention would delete on a date, and why the others stay. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="The date of the nightly run, as YYYY-MM-DD; default: now.")
        parser.add_argument("--all", action="store_true", help="Also list conversations of which nothing goes.")
        parser.add_argument("--json", action="store_true", help="Write one JSON object a line.")

    def handle(self, *args: Any, on: str | None, **options: Any) -> None:
        totals: Counter[str] = Counter()
        for expiry, files in _with_files(simulate(_moment(on))):
            totals.update(messages=expiry.messages, files=files.number, bytes=files.bytes)
            totals["conversations"] += expiry.messages > 0
            totals[f"kept {expiry.kept}"] += expiry.kept != ""
            if expiry.messages or options["all"]:
                self.stdout.write(_as_json(expiry, files) if options["json"] else _as_text(expiry, files))
        if not options["json"]:
            self.stdout.write(_summary(totals))


def _with_files(found: Iterator[Expiry]) -> Iterator[tuple[Expiry, Files]]:
    while batch := list(islice(found, _BATCH)):
        yield from zip(batch, files_of(batch), strict=True)


def _moment(on: str | None) -> datetime:
    if on is None:
        return timezone.now()
    try:
        return night_of(date.fromisoformat(on))
    except ValueError as error:
        raise CommandError(f"--on must be a date like 2027-01-31, not {on}.") from error


def _as_json(expiry: Expiry, files: Files) -> str:
    content = asdict(expiry) | {"messages": expiry.messages, "files": files.number, "bytes": files.bytes}
    return json.dumps(content, default=str)


def _as_text(expiry: Expiry, files: Files) -> str:
    stay = f"; the rest stays: {expiry.kept}" if expiry.kept else ""
    if not expiry.messages:
        return f"{expiry.name}: nothing{stay}"
    with_files = f" with {files.number} files ({filesizeformat(files.bytes)})" if files.number else ""
    span = f"messages {expiry.after + 1} to {expiry.up_to}{with_files}"
    return f"{expiry.name}: {span}, older than {expiry.days} days{stay}"


def _summary(totals: Counter[str]) -> str:
    gone = " ".join(f"{name}={totals[name]}" for name in ("conversations", "messages", "files", "bytes"))
    kept = "".join(
        f" {name.removeprefix('kept ').replace(' ', '_')}={n}"
        for name, n in sorted(totals.items())
        if name.startswith("kept ") and n
    )
    return f"WOULD DELETE {gone}; STAY{kept or ' none'}"
