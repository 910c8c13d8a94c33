"""A PostgreSQL, or a proxy before it, that accepts what it is sent and never answers."""

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from psycopg.conninfo import make_conninfo

from chatproject.database.bounded import BoundedConnection
from chatproject.database.connections import has_ended
from chatproject.database.transactions import is_down

pytestmark = pytest.mark.django_db(transaction=True)


def line(patience: float | None = None) -> BoundedConnection:
    url = make_conninfo(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"])
    return BoundedConnection.connect(url, patience=patience, autocommit=True)


def test_silent_connection_is_given_up_and_those_of_before_are_not_trusted(caplog: pytest.LogCaptureFixture) -> None:
    with line() as before, line(0.5) as silent:
        asleep = silent.info.backend_pid
        with pytest.raises(OperationalError, match="has not answered") as raised, connection.wrap_database_errors:
            silent.execute("SELECT pg_sleep(600)")
        assert is_down(raised.value), "the client is to try again"
        assert silent.closed
        assert "PostgreSQL has not answered for 0 s: the connection is given up" in caplog.messages
        assert has_ended(before)
        before.execute("SELECT pg_terminate_backend(%s)", [asleep])
        assert not has_ended(before)
        with line() as after:
            assert not has_ended(after)


def test_connections_of_processes_that_serve_have_a_bound() -> None:
    connection.ensure_connection()
    own: BoundedConnection = connection.connection
    assert isinstance(own, BoundedConnection)
    assert own.patience
