"""`manage.py upgrade-database` for the list of commands. It never runs here: manage.py starts it directly."""

from typing import Any

from django.core.management.base import BaseCommand

from chatproject.backups import upgrading


class Command(BaseCommand):
    help = upgrading.DESCRIPTION
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        upgrading.main()
