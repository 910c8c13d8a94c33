"""`manage.py up` for the list of commands. It never runs here: manage.py starts it directly."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from chatproject.supervisor import up


class Command(BaseCommand):
    help = up.DESCRIPTION
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        up.add_arguments(parser)

    def handle(self, *args: Any, seed: bool, **options: Any) -> None:
        sys.exit(up.up(seed=seed))
