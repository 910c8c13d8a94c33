"""Django's PostgreSQL backend: its pool returns no connection that the server has ended; its migrations are patient,
and nothing else waits for an answer without end.

psycopg's own check asks the server each time, and pauses after a dead connection, with a doubled pause after the next:
after a restart of PostgreSQL, a request that met five of them was refused.
"""

from types import ModuleType
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from chatproject.database.bounded import BoundedConnection
from chatproject.database.connections import has_ended
from chatproject.database.migrating import SchemaEditor

#: psycopg, but its connections are ours. The pool has its own option for that.
_PSYCOPG = ModuleType("psycopg")
vars(_PSYCOPG).update(vars(psycopg) | {"connect": BoundedConnection.connect})


class DatabaseWrapper(base.DatabaseWrapper):
    Database = _PSYCOPG
    SchemaEditorClass = SchemaEditor

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Returns a live connection; each dead one is replaced."""
        while True:
            connection = super().get_new_connection(conn_params)
            if not self.pool or not has_ended(connection):
                return connection
            connection.close()
            self.pool.putconn(connection)
