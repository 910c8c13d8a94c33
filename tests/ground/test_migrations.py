"""Migrations run beside the version before: they lock no table for long, and take no column that it still writes."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.operations import NotInTransactionMixin
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

OURS = {"accounts", "conversations", "media", "messaging", "moderation", "notifications", "staff"}
#: From before there was an installation to update.
EARLY = {
    ("accounts", "0002_pictures"),
    ("conversations", "0002_pictures"),
    ("media", "0002_attachments_in_messages"),
    ("media", "0003_shared_lists"),
    ("media", "0004_twins"),
    ("messaging", "0003_shared_lists"),
}


def harms(migration: migrations.Migration) -> Iterator[str]:
    """What in a migration locks a table that is in use, or breaks what the version before writes."""
    made = {each.name_lower for each in migration.operations if isinstance(each, migrations.CreateModel)}
    for each in migration.operations:
        if getattr(each, "model_name_lower", "") in made:
            continue
        if isinstance(each, migrations.AddIndex) and not isinstance(each, NotInTransactionMixin):
            yield f"{each.describe()}: build it with AddIndexOnline"
        elif isinstance(each, migrations.AddConstraint):
            yield f"{each.describe()}: validate it apart"
        elif isinstance(each, migrations.RemoveField | migrations.RenameField | migrations.DeleteModel):
            yield f"{each.describe()}: the version before still uses it"
        elif isinstance(each, migrations.AddField) and not _is_harmless(each.field):
            yield f"{each.describe()}: the version before does not write it; give it a db_default"


def _is_harmless(field: "models.Field[Any, Any]") -> bool:
    return field.null or field.has_db_default() or field.many_to_many or False


def test_each_migration_runs_beside_the_version_before() -> None:
    found = {}
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if app in OURS and (app, name) not in EARLY and (wrong := list(harms(migration))):
            found[f"{app}.{name}"] = wrong
    assert found == {}
