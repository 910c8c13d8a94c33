"""The statements of pending migrations, collected without running them."""

import re
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from chatproject.database.migrating import SchemaEditor

#: Of tables, and of other things that have no table's name.
_NAME = re.compile(r'"(\w+)"')


class CollectingEditor(SchemaEditor):
    """Knows that what earlier pending migrations add is not in the database yet.

    To drop a constraint or an index, Django looks for its name in the database, and fails if there is none. `changed`
    are the tables that pending migrations have changed so far: in them, one that is missing is taken to be added.
    """

    def __init__(self, connection: BaseDatabaseWrapper, changed: set[str], *, atomic: bool) -> None:
        super().__init__(connection, collect_sql=True, atomic=atomic)
        self._changed = changed

    def execute(self, sql: Any, params: Any = ()) -> None:
        super().execute(sql, params)
        self._changed |= set(_NAME.findall(self.collected_sql[-1]))

    def _constraint_names(
        self, model: type[Model], column_names: Sequence[str] | None = None, **kind: Any
    ) -> list[str]:
        table = model._meta.db_table
        found: list[str] = super()._constraint_names(model, column_names, **kind)  # type: ignore[misc]
        if found or table not in self._changed:
            return found
        name = self._create_index_name  # type: ignore[attr-defined]
        return [name(table, column_names or [], "_uniq" if kind.get("unique") else "")]
