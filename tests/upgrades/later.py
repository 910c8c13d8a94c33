"""A later release: the migrations of `staff`, and one more that a test writes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import indent

from django.apps import apps
from django.core.management import call_command
from pytest_django import Settings

#: A nullable column, and the column's index, as an expanding release adds them.
COLUMN = 'migrations.AddField("notice", "colour", models.TextField(null=True))'
INDEX = 'AddIndexOnline("notice", models.Index(fields=["created_at"], name="notice_created"))'

_MIGRATION = """
from django.db import migrations, models
from chatproject.database.migrations import AddIndexOnline


class Migration(migrations.Migration):
    atomic = {atomic}
    dependencies = [("{app}", "{after}")]
    operations = [
{operations}
    ]
"""


@contextmanager
def release(folder: Path, settings: Settings, *operations: str, atomic: bool = True) -> Iterator[str]:
    """Adds a migration to those of `staff`, which is not applied. Yields its name; afterwards it never was."""
    package = folder / "later_staff"
    package.mkdir()
    source = Path(apps.get_app_config("staff").path) / "migrations"
    names = sorted(path.stem for path in source.glob("[0-9]*.py"))
    for path in source.glob("*.py"):
        (package / path.name).write_bytes(path.read_bytes())
    write(package, "staff", names[-1], *operations, atomic=atomic)
    sys.path.insert(0, str(folder))
    settings.MIGRATION_MODULES = {"staff": package.name}
    try:
        yield "9999_later"
    finally:
        call_command("migrate", "staff", names[-1], verbosity=0)
        settings.MIGRATION_MODULES = {}
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == package.name]:
            del sys.modules[name]


def write(package: Path, app: str, after: str, *operations: str, atomic: bool = True) -> None:
    """Writes a migration after the newest of an app."""
    lines = indent(",\n".join(operations) + ",", " " * 8)
    (package / "9999_later.py").write_text(_MIGRATION.format(atomic=atomic, app=app, after=after, operations=lines))
