"""Reads what is counted. All reads of analytics are here: a replica can take them."""

from collections.abc import Mapping
from typing import Any

from django.db import connections, transaction

#: The database that is read. Writes go to the default one.
SOURCE = "default"
#: A statement that takes longer is cancelled; its figures are missing, and the others are counted.
STATEMENT_MS = 60_000


def read(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Returns the rows of a statement: a few, because the database counts."""
    with transaction.atomic(using=SOURCE), connections[SOURCE].cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(STATEMENT_MS)])
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
