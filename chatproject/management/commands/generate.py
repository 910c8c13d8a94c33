"""`manage.py generate`: writes the files that are generated from the code."""

import difflib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chatproject.generating.files import generated
from chatproject.supervisor.plan import PROJECT


class Command(BaseCommand):
    help = "Write the API schemas, the client's types and the table of settings from the code."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail if a file would change.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        stale = {path: text for path, text in generated().items() if _present(path) != text}
        for path, text in stale.items():
            if check:
                self.stdout.write("".join(_difference(path, text)))
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
                self.stdout.write(f"Wrote {_name(path)}")
        if check and stale:
            names = ", ".join(map(_name, stale))
            raise CommandError(f"Out of date: {names}. Run `manage.py generate` and commit the result.")


def _present(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _difference(path: Path, text: str) -> list[str]:
    lines = _present(path).splitlines(keepends=True), text.splitlines(keepends=True)
    return list(difflib.unified_diff(*lines, _name(path), f"{_name(path)} as generated"))


def _name(path: Path) -> str:
    return str(path.relative_to(PROJECT))
