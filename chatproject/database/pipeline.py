"""Several statements in one round trip, which PostgreSQL runs as one transaction.

In PostgreSQL's protocol, everything up to a Sync is a transaction without BEGIN and COMMIT. Through libpq's own calls,
a single message is written with half the CPU time of cursors in an atomic block, and a third of the Python.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import psycopg
from django.db import ProgrammingError, connection, transaction
from psycopg import errors, generators
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult


class Statement(NamedTuple):
    """SQL with its parameters as $1, $2, …"""

    text: str
    parameters: Sequence[Any]


class _Plan(NamedTuple):
    """A statement that a connection prepares once."""

    text: str
    types: tuple[int, ...]


class _Call(NamedTuple):
    plan: _Plan
    values: Sequence[Any]
    formats: Sequence[Format]


#: The names of the plans that each connection has prepared.
_prepared: WeakKeyDictionary[psycopg.Connection[Any], dict[_Plan, bytes]] = WeakKeyDictionary()
_numbers = count()


def transact(*statements: Statement) -> list[tuple[Any, ...]]:
    """Runs statements as one transaction, committed when this returns. Returns the rows of the last.

    Each is prepared once for each connection, unless its prepare_threshold is None. Inside an atomic block they are a
    part of it. Raises Django's database errors, as its cursors do.
    """
    return _rows(_runner(statements)[-1])


def fetch_each(*statements: Statement) -> list[list[tuple[Any, ...]]]:
    """Like `transact`, with the rows of each statement."""
    return [_rows(result) for result in _runner(statements)]


def _rows(result: PGresult) -> list[tuple[Any, ...]]:
    reader = Transformer(connection.connection)
    reader.set_pgresult(result)
    return reader.load_rows(0, result.ntuples, tuple)


def observe(around: Callable[[Any], Any]) -> None:
    """Wraps the running of statements, to measure it."""
    global _runner
    _runner = around(_runner)


def _run(statements: Sequence[Statement]) -> list[PGresult]:
    connection.ensure_connection()
    try:
        return _at_once(statements)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, errors.InvalidSqlStatementName):
            raise
        # psycopg dropped all plans of the connection, as it does after a ROLLBACK. Nothing was executed.
        del _prepared[connection.connection]
        if connection.connection.pgconn.transaction_status == TransactionStatus.INERROR:  # if one of them is a BEGIN
            connection.connection.execute("ROLLBACK")
        return _at_once(statements)


_runner = _run


def _at_once(statements: Sequence[Statement]) -> list[PGresult]:
    with _block(), connection.wrap_database_errors:
        own: psycopg.Connection[Any] = connection.connection
        return own.wait(_exchange(own, statements))


def _block() -> AbstractContextManager[Any]:
    """Returns a savepoint of the surrounding atomic block, and makes sure that its transaction has begun."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _exchange(own: "psycopg.Connection[Any]", statements: Sequence[Statement]) -> PQGen[list[PGresult]]:
    calls = [_call(own, statement) for statement in statements]
    names = _prepared.setdefault(own, {})
    fresh = {}
    if own.prepare_threshold is not None:
        fresh = {plan: _new_name() for plan in dict.fromkeys(call.plan for call in calls) if plan not in names}
    try:
        results = yield from _pipeline(own.pgconn, names, fresh, calls)
    except BaseException:
        own.close()  # the rest of the pipeline's results is unknown
        raise
    # Prepared statements stay prepared, even if the transaction failed.
    for plan, result in zip(fresh, results, strict=False):
        if result.status == ExecStatus.COMMAND_OK:
            names[plan] = fresh[plan]
    for result in results:
        if result.status == ExecStatus.FATAL_ERROR:
            raise errors.error_from_result(result)
    return results[len(fresh) :]


def _call(own: "psycopg.Connection[Any]", statement: Statement) -> _Call:
    writer = Transformer(own)
    values = writer.dump_sequence(statement.parameters, [PyFormat.BINARY] * len(statement.parameters))
    return _Call(_Plan(statement.text, tuple(writer.types or ())), values, writer.formats or ())


def _new_name() -> bytes:
    """Returns a name that no connection uses: a prepared plan may still exist after its name was forgotten
    with the others.
    """
    return b"planned_%d" % next(_numbers)


def _pipeline(
    pgconn: PGconn, names: dict[_Plan, bytes], fresh: dict[_Plan, bytes], calls: Sequence[_Call]
) -> PQGen[list[PGresult]]:
    """Yields a result for each preparation of a fresh plan and for each call, up to and including the first error."""
    pgconn.enter_pipeline_mode()
    known = names | fresh
    for plan, name in fresh.items():
        pgconn.send_prepare(name, plan.text.encode(), plan.types)
    if fresh:  # a BEGIN that sets the isolation level must be the first statement of its transaction
        pgconn.pipeline_sync()
    for call in calls:
        if call.plan in known:
            pgconn.send_query_prepared(known[call.plan], call.values, call.formats, Format.BINARY)
        else:
            pgconn.send_query_params(call.plan.text.encode(), call.values, call.plan.types, call.formats, Format.BINARY)
    pgconn.pipeline_sync()
    yield from generators.send(pgconn)
    results: list[PGresult] = []
    left = 2 if fresh else 1
    while left:
        fetched = yield from generators.fetch_many(pgconn)
        if not fetched:
            raise psycopg.OperationalError("the connection is lost")
        if fetched[-1].status == ExecStatus.PIPELINE_SYNC:
            left -= 1
        else:
            results += fetched
    pgconn.exit_pipeline_mode()
    return results
