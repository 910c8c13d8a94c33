"""Migrations run next to the previous version: they lock no table for long, and drop no column that it still writes."""

import ast
from collections.abc import Iterator
from importlib import import_module
from inspect import getsource
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.operations import NotInTransactionMixin, ValidateConstraint
from django.db import IntegrityError, connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from accounts.staff.models import Notice
from chatproject.database.migrations import AddCheckedField, AddConstraintOnline

OURS = {"accounts", "analytics", "conversations", "media", "messaging", "moderation", "notifications", "staff"}
#: From before there was an installation to update.
EARLY = {
    ("accounts", "0002_pictures"),
    ("conversations", "0002_pictures"),
    ("conversations", "0008_seal_invitations"),
    ("media", "0002_attachments_in_messages"),
    ("media", "0003_shared_lists"),
    ("media", "0004_twins"),
    ("messaging", "0003_shared_lists"),
}


def harms(migration: migrations.Migration) -> Iterator[str]:
    """Finds operations that lock a table in use, or break writes of the previous version."""
    made = {each.name_lower for each in migration.operations if isinstance(each, migrations.CreateModel)}
    for each in migration.operations:
        if getattr(each, "model_name_lower", "") in made:
            continue
        if isinstance(each, migrations.AddIndex) and not isinstance(each, NotInTransactionMixin):
            yield f"{each.describe()}: build it with AddIndexOnline"
        elif isinstance(each, migrations.AddConstraint) and not isinstance(each, NotInTransactionMixin):
            yield f"{each.describe()}: add it with AddConstraintOnline"
        elif isinstance(each, migrations.RemoveField | migrations.RenameField | migrations.DeleteModel):
            yield f"{each.describe()}: the version before still uses it"
        elif isinstance(each, migrations.AddField) and not _is_harmless(each.field):
            yield f"{each.describe()}: the version before does not write it; give it a db_default"
        elif isinstance(each, migrations.AddField) and _reads_all_rows(each):
            yield f"{each.describe()}: use AddCheckedField, and AddIndexOnline for its index"


def _is_harmless(field: "models.Field[Any, Any]") -> bool:
    return field.null or field.has_db_default() or field.many_to_many or False


def _reads_all_rows(each: migrations.AddField) -> bool:
    has_check = each.field.db_check(connection) is not None and not isinstance(each, AddCheckedField)
    return has_check or each.field.unique or getattr(each.field, "db_index", False)


def test_each_migration_runs_beside_the_version_before() -> None:
    found = {}
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if app in OURS and (app, name) not in EARLY and (wrong := list(harms(migration))):
            found[f"{app}.{name}"] = wrong
    assert not found, f"docs/development.md, Migrations of tables in use: {found}"


@pytest.mark.django_db(transaction=True)
def test_constraint_is_validated_when_the_run_before_failed() -> None:
    constraint = models.CheckConstraint(name="no_rumours", condition=~models.Q(text="rumour"))
    add, state = AddConstraintOnline("notice", constraint), ProjectState.from_apps(apps)
    rumour = Notice.objects.create(text="rumour")
    with connection.schema_editor(atomic=False) as editor:
        with pytest.raises(IntegrityError):
            add.database_forwards("staff", editor, state, state)
        try:
            with pytest.raises(IntegrityError):
                Notice.objects.create(text="rumour")
            rumour.delete()
            add.database_forwards("staff", editor, state, state)
            with connection.cursor() as cursor:
                cursor.execute("SELECT convalidated FROM pg_constraint WHERE conname = 'no_rumours'")
                assert cursor.fetchone() == (True,)
        finally:
            editor.remove_constraint(Notice, constraint)


@pytest.mark.django_db(transaction=True)
def test_check_of_a_new_column_holds_at_once_and_is_validated_later() -> None:
    add = AddCheckedField("notice", "weight", models.PositiveSmallIntegerField(null=True))
    before = ProjectState.from_apps(apps)
    after = before.clone()
    add.state_forwards("staff", after)
    with connection.schema_editor() as editor:
        add.database_forwards("staff", editor, before, after)
    try:
        assert _check() == ("CHECK ((weight >= 0)) NOT VALID", False)
        with connection.schema_editor() as editor:
            ValidateConstraint("notice", "staff_notice_weight_check").database_forwards("staff", editor, after, after)
        assert _check() == ("CHECK ((weight >= 0))", True)
    finally:
        with connection.schema_editor() as editor:
            add.database_backwards("staff", editor, after, before)


def _check() -> tuple[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid), convalidated FROM pg_constraint WHERE conname = %s",
            ["staff_notice_weight_check"],
        )
        found: tuple[str, bool] = cursor.fetchone()
    return found


#: The rules of emoji are a page long, and the migration that uses them is elidable.
USES_RULES = {("messaging", "0005_one_way_to_write_a_reaction")}


def test_migrations_of_data_use_no_code_that_may_change() -> None:
    """They run as they were written, whatever their app's code is called by then."""
    found = {}
    for key, migration in MigrationLoader(None).disk_migrations.items():
        moves_data = any(isinstance(each, migrations.RunPython) for each in migration.operations)
        if key[0] in OURS and key not in USES_RULES and moves_data and (used := imports_of(migration) & OURS):
            found[key] = used
    assert not found, f"write in these migrations what they need of the apps: {found}"


def imports_of(migration: migrations.Migration) -> set[str]:
    """The packages that a migration's module imports from."""
    nodes = list(ast.walk(ast.parse(getsource(import_module(migration.__module__)))))
    names = [each.module or "" for each in nodes if isinstance(each, ast.ImportFrom)]
    names += [alias.name for each in nodes if isinstance(each, ast.Import) for alias in each.names]
    return {name.partition(".")[0] for name in names}
