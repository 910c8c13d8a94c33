"""`manage.py compiletemplates`: checks that Django can compile all our templates."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template


class Command(BaseCommand):
    help = "Compile all templates, and name those that fail."

    def handle(self, *args: Any, **options: Any) -> None:
        folders = [settings.BASE_DIR / "templates"]
        folders += [path / "templates" for path in Path(settings.BASE_DIR).iterdir() if (path / "apps.py").exists()]
        faults = []
        for folder in folders:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                try:
                    get_template(str(path.relative_to(folder)))
                except TemplateSyntaxError as error:
                    faults.append(f"{path}: {error}")
        if faults:
            raise CommandError("\n".join(faults))
