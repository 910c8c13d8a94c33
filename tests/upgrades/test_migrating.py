"""Migrations of tables in use: they wait briefly, say who is in the way, and go on where they stopped."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from chatproject.database.migrating import one_at_a_time, own_connection
from tests.upgrades.later import COLUMN, INDEX, release

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


@pytest.fixture
def reader() -> Iterator["psycopg.Connection[Any]"]:
    """A session that reads notices in a transaction that stays open."""
    with own_connection(connection) as line:
        line.execute("SET application_name = 'report'")
        line.execute("BEGIN")
        line.execute("SELECT count(*) FROM staff_notice")
        yield line
        line.execute("ROLLBACK")


class Said(StringIO):
    """Ends the reader's transaction once the migration has said who is in its way."""

    def __init__(self, reader: "psycopg.Connection[Any]") -> None:
        super().__init__()
        self._reader = reader

    def write(self, text: str) -> int:
        if "Trying again" in text:
            self._reader.execute("ROLLBACK")
        return super().write(text)


def columns() -> set[str]:
    with connection.cursor() as cursor:
        return {each.name for each in connection.introspection.get_table_description(cursor, "staff_notice")}


def test_migration_gives_up_and_names_who_holds_the_table(
    tmp_path: Path, settings: Settings, reader: "psycopg.Connection[Any]"
) -> None:
    with release(tmp_path, settings, COLUMN):
        with pytest.raises(CommandError) as refused:
            call_command("migrate", patience=0, verbosity=0)
        assert f"staff_notice is locked by process {reader.info.backend_pid} of report" in str(refused.value)
        assert f"pg_terminate_backend({reader.info.backend_pid})" in str(refused.value)
        assert "colour" not in columns()
        reader.execute("ROLLBACK")
        call_command("migrate", patience=0, verbosity=0)
        assert "colour" in columns()


def test_migration_goes_on_when_the_table_is_free_again(
    tmp_path: Path, settings: Settings, reader: "psycopg.Connection[Any]"
) -> None:
    said = Said(reader)
    with release(tmp_path, settings, INDEX, COLUMN, atomic=False):
        call_command("migrate", patience=60, stdout=said)
        assert "colour" in columns()
    assert "staff_notice is locked" in said.getvalue()


def test_second_host_waits_for_the_first() -> None:
    class Waits(Exception):
        pass

    def wait() -> None:
        raise Waits

    with one_at_a_time(connection, wait), pytest.raises(Waits), one_at_a_time(connection, wait):
        pass
    with one_at_a_time(connection, wait):
        pass
