"""`manage.py version`: the versions to include in a bug report."""

import platform
from typing import Any

import django
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from chatproject.version import VERSION


class Command(BaseCommand):
    help = "Print the versions of Parlance and of the software that it uses."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Parlance {VERSION}")
        self.stdout.write(f"Python {platform.python_version()}, Django {django.get_version()}, {platform.platform()}")
        self.stdout.write(f"PostgreSQL {_postgres()}")


def _postgres() -> str:
    try:
        connection.ensure_connection()
    except OperationalError:
        return "does not answer"
    version = connection.connection.info.server_version
    return f"{version // 10_000}.{version % 10_000}"
