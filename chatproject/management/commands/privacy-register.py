"""`manage.py privacy-register`: the register of processing (GDPR Art. 30), as this installation is configured."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from chatproject.register import activities, measures

_COLUMNS = ("Activity", "Data", "Purpose", "Basis", "Kept", "Recipients")


class Command(BaseCommand):
    help = "Print which personal data this installation stores, why, for how long and who receives it, as Markdown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = activities()
        if options["json"]:
            about = {"operator": settings.OPERATOR, "contact": settings.PRIVACY_CONTACT, "measures": measures()}
            content = about | {"activities": [row._asdict() for row in rows]}
            self.stdout.write(json.dumps(content, indent=2, ensure_ascii=False))
            return
        self.stdout.write("# Register of processing\n")
        self.stdout.write(f"Controller: {settings.OPERATOR or '(set OPERATOR)'}")
        self.stdout.write(f"Contact: {settings.PRIVACY_CONTACT or '(set PRIVACY_CONTACT)'}\n")
        self.stdout.write(_line(_COLUMNS))
        self.stdout.write(_line(["---"] * len(_COLUMNS)))
        for row in rows:
            self.stdout.write(_line([*row[:-1], "; ".join(row.recipients) or "none"]))
        self.stdout.write("\n## Measures\n")
        for measure in measures():
            self.stdout.write(f"- {measure}")


def _line(cells: Any) -> str:
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"
