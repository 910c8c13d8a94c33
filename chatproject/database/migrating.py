"""How a migration waits for locks on a database in use: briefly, again and again, and it names who is in its way.

A statement that waits for a table's lock makes everyone else wait behind it. So each gives up soon, and the migration
is tried again. What is set here ends with a transaction, for poolers that move each to another connection.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any, NamedTuple

import psycopg
from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

#: How long users wait at most behind a migration that waits.
LOCK_MS = 2_000
_LIMITS = (
    f"SELECT set_config('lock_timeout', '{LOCK_MS}', true), set_config('statement_timeout', '0', true), "
    "pg_backend_pid()"
)
#: Waits for the locks of others that block no one: only the migration is late.
_PATIENT = "CONCURRENTLY"
_LOCK_NOT_AVAILABLE, _DEADLOCK = "55P03", "40P01"
_EVERY = 0.3
#: {connection: the server's process in which it migrates}.
_pids: dict[str, int] = {}
#: Any number that no other program locks.
_ONE_AT_A_TIME = 0x7061726C616E6365
# Without parameters: psycopg would otherwise use a portal, whose snapshot lasts, and an index would wait for its end.
_TRY_LOCK = (
    f"SELECT pg_try_advisory_xact_lock({_ONE_AT_A_TIME}), set_config('idle_in_transaction_session_timeout', '0', true)"
)


class SchemaEditor(DatabaseSchemaEditor):
    """Bounds how long each statement of a migration waits for a lock, but not how long it works."""

    def __enter__(self) -> "SchemaEditor":
        super().__enter__()
        if self.atomic_migration:
            self._bound()
        return self

    def execute(self, sql: Any, params: Any = ()) -> None:
        if self.collect_sql or self.connection.in_atomic_block:
            super().execute(sql, params)
        elif _PATIENT in str(sql):
            self._note("SELECT pg_backend_pid()")
            super().execute(sql, params)
        else:
            with transaction.atomic(self.connection.alias):
                self._bound()
                super().execute(sql, params)

    def _bound(self) -> None:
        self._note(_LIMITS)

    def _note(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            _pids[self.connection.alias] = cursor.fetchone()[-1]


def gave_up(error: Exception) -> bool:
    """Whether a lock was not free in time: the transaction left nothing, and may be tried again."""
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, OperationalError) and state in (_LOCK_NOT_AVAILABLE, _DEADLOCK)


class Obstacle(NamedTuple):
    """A session that holds what a migration waits for. Without its statement, which may contain what users wrote."""

    table: str
    pid: int
    role: str
    program: str
    state: str
    seconds: int

    def __str__(self) -> str:
        program = f" of {self.program}" if self.program else ""
        return (
            f"{self.table or 'a row'} is locked by process {self.pid}{program} (role {self.role}, {self.state}, "
            f"in a transaction for {self.seconds} s)"
        )


_OBSTACLES = """
    SELECT coalesce(wait.relation::regclass::text, ''), other.pid, coalesce(other.usename, ''),
           coalesce(other.application_name, ''), coalesce(other.state, other.backend_type),
           coalesce(extract(epoch FROM clock_timestamp() - other.xact_start), 0)::int
    FROM pg_locks wait
    JOIN pg_stat_activity other ON other.pid = ANY (pg_blocking_pids(wait.pid))
    WHERE wait.pid = %s AND NOT wait.granted
    ORDER BY other.xact_start
    LIMIT 5
"""


class Watch:
    """Sees, over a connection of its own, who is in the way of the migration that `line` runs."""

    def __init__(self, line: BaseDatabaseWrapper) -> None:
        self.obstacles: list[Obstacle] = []
        self._line = line
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def __enter__(self) -> "Watch":
        _pids.pop(self._line.alias, None)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        with own_connection(self._line) as line:
            while not self._ended.wait(_EVERY):
                try:
                    found = line.execute(_OBSTACLES, [_pids.get(self._line.alias)]).fetchall()
                except psycopg.Error:  # the migration itself says what is wrong with the database
                    return
                if found:
                    self.obstacles = [Obstacle(*row) for row in found]


@contextmanager
def one_at_a_time(line: BaseDatabaseWrapper, wait: Callable[[], None]) -> Iterator[None]:
    """Lets one host of several migrate; `wait` is called while it is another.

    Asks again and again: a statement that waits holds a snapshot, and the other host's index would wait for its end.
    """
    with own_connection(line) as lock:
        while True:
            with lock.transaction():
                [(is_free, _)] = lock.execute(_TRY_LOCK)
                if is_free:
                    yield
                    return
            wait()
            sleep(1)


def own_connection(line: BaseDatabaseWrapper) -> "psycopg.Connection[Any]":
    """Opens a second connection to the database of `line`."""
    parameters = {name: value for name, value in line.get_connection_params().items() if name in _ADDRESS}
    return psycopg.connect(**parameters, autocommit=True, prepare_threshold=None)


_ADDRESS = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "service")
