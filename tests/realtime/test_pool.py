"""The connection pool of a web process after PostgreSQL was unavailable."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from chatproject.database.pooled.base import DatabaseWrapper
from chatproject.settings.addresses import database
from tests.contract.server import Services

MANY = 8


@pytest.fixture
def pooled(services: Services, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Yields the alias of a database with a pool as in web processes."""
    name = "pooled"
    settings = connections.configure_settings({"default": database(services.database_url, MANY, statement_seconds=7)})
    connections.settings[name] = settings["default"]
    with django_db_blocker.unblock():
        yield name
        line = connections[name]
        assert isinstance(line, DatabaseWrapper)
        line.close_pool()
    del connections[name], connections.settings[name]


def test_who_comes_after_a_restart_waits_for_no_dead_connection(services: Services, pooled: str) -> None:
    all_have_one = Barrier(MANY)

    def pid(wait: Callable[[], object]) -> int:
        with closing(connections[pooled]) as line, line.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            wait()
            return int(cursor.fetchone()[0])

    with ThreadPoolExecutor(MANY) as threads:
        pids = set(threads.map(pid, [lambda: all_have_one.wait(10)] * MANY))
    assert len(pids) == MANY
    end(services.database_url, pids)
    assert pid(lambda: None) not in pids


def test_each_statement_is_bounded(pooled: str) -> None:
    with closing(connections[pooled]) as line, line.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("7s",)


def end(database_url: str, pids: set[int]) -> None:
    with psycopg.connect(database_url) as line:
        ended = line.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s) AS pid", [list(pids)]).fetchall()
    assert ended == [(True,)] * len(pids)
