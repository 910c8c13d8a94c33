"""A pytest plugin: one private PostgreSQL and Valkey for the whole run.

It is loaded by `-p` before Django's settings are, which read the two addresses. Under xdist the first process starts
the servers; each worker has a database (pytest-django names it, and copies the prepared one), two Valkey databases and
a prefix of its own.
THROUGH_PGBOUNCER=on puts a PgBouncer (the program that PGBOUNCER names) before PostgreSQL.
"""

import os
from contextlib import ExitStack

import psycopg
import pytest

from chatproject.supervisor.output import Refusal
from chatproject.supervisor.private import private_services
from tests.pgbouncer import pgbouncer
from tests.prepared import prepare

_MOST_WORKERS = 32
_started = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Starts the servers, or takes this worker's share of those that the first process started."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is not None:
        _take_share(worker)
    elif not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        _start()


def pytest_unconfigure() -> None:
    """Ends what this process started."""
    _started.close()


def _start() -> None:
    try:
        found = _started.enter_context(private_services(2 * _MOST_WORKERS, prepare))
    except Refusal as refusal:
        raise pytest.UsageError(str(refusal)) from None
    os.environ["DATABASE_URL"] = found.database_url
    with psycopg.connect(found.database_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE prepared TEMPLATE parlance")
    os.environ["TEST_TEMPLATE"] = "prepared"
    os.environ["REDIS_URL"] = found.redis_url
    if os.environ.get("THROUGH_PGBOUNCER") == "on":
        os.environ["BACKUP_DATABASE_URL"] = found.database_url
        os.environ["DATABASE_URL"] = _started.enter_context(pgbouncer(os.environ["PGBOUNCER"], found.database_url))
        os.environ["DATABASE_PREPARED_STATEMENTS"] = "off"


def _take_share(worker: str) -> None:
    number = 2 * int(worker.removeprefix("gw"))
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("db=0", f"db={number}")
    os.environ["REDIS_PREFIX"] = f"{worker}."
