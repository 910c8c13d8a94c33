"""`manage.py restart` for the list of commands. It never runs here: manage.py starts it directly."""

from typing import Any

from django.core.management.base import BaseCommand

from chatproject.supervisor import restarting


class Command(BaseCommand):
    help = restarting.DESCRIPTION
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        restarting.main()
