"""Migration operations that run while the tables are in use."""

from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    NotInTransactionMixin,
    ValidateConstraint,
)
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddField, AddIndex, RemoveIndex, RunSQL, SeparateDatabaseAndState


class AddCheckedField(AddField):
    """Adds a column whose type brings a check (a positive number), which holds for new rows at once.

    A later migration has a ValidateConstraint of `<table>_<column>_check`. As a part of the column, the check would
    read all rows while no one else can.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        field = to_state.apps.get_model(app_label, self.model_name)._meta.get_field(self.name)
        check = field.db_check(schema_editor.connection)
        field.db_check = lambda connection: None
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            del field.db_check
        table, quoted = field.model._meta.db_table, schema_editor.quote_name
        name = quoted(f"{table}_{field.column}_check")
        schema_editor.execute(f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {name} CHECK ({check}) NOT VALID")


class AddIndexOnline(AddIndexConcurrently):
    """Builds an index without blocking writers, if it does not exist. Rebuilds one that a failed run left invalid.

    The migration must not be atomic.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        is_valid = _is_valid(schema_editor, self.index.name)
        if is_valid is False:
            schema_editor.execute(f"DROP INDEX CONCURRENTLY {schema_editor.quote_name(self.index.name)}")
        if not is_valid:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class SummarizeOnline(SeparateDatabaseAndState):
    """Lets PostgreSQL summarize the new pages of a BRIN index as they fill, in place of at the next VACUUM.

    Until then, each search reads all of them. `index` is the index as it was.
    """

    def __init__(self, model_name: str, index: BrinIndex) -> None:
        name, fields = index.name, index.fields
        super().__init__(
            database_operations=[
                RunSQL(f"ALTER INDEX {name} SET (autosummarize = on)", f"ALTER INDEX {name} RESET (autosummarize)")
            ],
            state_operations=[
                RemoveIndex(model_name, name),
                AddIndex(model_name, BrinIndex(fields=fields, name=name, autosummarize=True)),
            ],
        )


class AddConstraintOnline(NotInTransactionMixin, AddConstraintNotValid):
    """Adds a check without blocking writers: for new rows at once, then for all. Goes on where a failed run stopped.

    The migration must not be atomic.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self._ensure_not_in_transaction(schema_editor)
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        with schema_editor.connection.cursor() as cursor:
            found = schema_editor.connection.introspection.get_constraints(cursor, table)
        if self.constraint.name not in found:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        validation = ValidateConstraint(self.model_name, self.constraint.name)
        validation.database_forwards(app_label, schema_editor, from_state, to_state)


def _is_valid(schema_editor: BaseDatabaseSchemaEditor, name: str) -> bool | None:
    """Returns whether the index of this name is valid; None if it does not exist."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [name])
        row = cursor.fetchone()
    return row and bool(row[0])
