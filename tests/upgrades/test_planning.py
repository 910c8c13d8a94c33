"""`manage.py upgrade`: what it says that an upgrade will do, and that it does it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from accounts.staff.models import Notice
from chatproject.upgrades.planning import plan
from chatproject.upgrades.statements import Lock, Work, steps
from tests.upgrades import former
from tests.upgrades.later import COLUMN, INDEX, release

pytestmark = pytest.mark.timeout(120)

#: {statement: lock, work}; None for those that lock nothing that is in use.
STATEMENTS = {
    'CREATE TABLE "new" ("id" bigint)': None,
    'CREATE INDEX "new_i" ON "new" ("id")': None,
    'DROP INDEX IF EXISTS "new_i"': None,
    'DROP INDEX "i"': (Lock.ACCESS_EXCLUSIVE, Work.MOMENT),
    'CREATE INDEX CONCURRENTLY "i" ON "t" ("a")': (Lock.SHARE_UPDATE_EXCLUSIVE, Work.INDEX_ONLINE),
    'CREATE UNIQUE INDEX "i" ON "t" ("a")': (Lock.SHARE, Work.INDEX),
    'ALTER TABLE "t" ADD COLUMN "a" text NULL': (Lock.ACCESS_EXCLUSIVE, Work.MOMENT),
    'ALTER TABLE "t" ADD COLUMN "a" smallint NULL CHECK ("a" >= 0)': (Lock.ACCESS_EXCLUSIVE, Work.SCAN),
    'ALTER TABLE "t" ADD COLUMN "a" uuid DEFAULT gen_random_uuid()': (Lock.ACCESS_EXCLUSIVE, Work.REWRITE),
    'ALTER TABLE "t" ADD CONSTRAINT "c" CHECK (a > 1) NOT VALID': (Lock.ACCESS_EXCLUSIVE, Work.MOMENT),
    'ALTER TABLE "t" VALIDATE CONSTRAINT "c"': (Lock.SHARE_UPDATE_EXCLUSIVE, Work.SCAN),
    'ALTER TABLE "t" ADD CONSTRAINT "c" CHECK (a > 1)': (Lock.ACCESS_EXCLUSIVE, Work.SCAN),
    'ALTER TABLE "t" ADD CONSTRAINT "c" UNIQUE ("a")': (Lock.ACCESS_EXCLUSIVE, Work.INDEX),
    'ALTER TABLE "t" ADD COLUMN "a" bigint UNIQUE': (Lock.ACCESS_EXCLUSIVE, Work.INDEX),
    'ALTER TABLE "t" ALTER COLUMN "a" TYPE bigint USING "a"::bigint': (Lock.ACCESS_EXCLUSIVE, Work.REWRITE),
    'ALTER TABLE "t" ALTER COLUMN "a" SET NOT NULL': (Lock.ACCESS_EXCLUSIVE, Work.SCAN),
    'ALTER TABLE "t" DROP COLUMN "a" CASCADE': (Lock.ACCESS_EXCLUSIVE, Work.MOMENT),
    'UPDATE "t" SET "a" = 1': (Lock.ROW_EXCLUSIVE, Work.ROWS),
    "-- THIS OPERATION CANNOT BE WRITTEN AS SQL": (Lock.ROW_EXCLUSIVE, Work.ROWS),
    "-- Add field a to t": None,
}


def test_statement_has_the_lock_and_the_work_of_its_kind() -> None:
    new: set[str] = set()
    found = {text: [(step.lock, step.work) for step in steps([text], new)] for text in STATEMENTS}
    assert found == {text: [expected] if expected else [] for text, expected in STATEMENTS.items()}


def test_foreign_key_also_locks_the_table_that_it_leads_to() -> None:
    key = 'FOREIGN KEY ("a") REFERENCES "u" ("id") DEFERRABLE INITIALLY DEFERRED'
    led = ("u", Lock.SHARE_ROW_EXCLUSIVE, Work.MOMENT)
    expected = {
        f'ALTER TABLE "t" ADD CONSTRAINT "c" {key}': [("t", Lock.SHARE_ROW_EXCLUSIVE, Work.SCAN), led],
        f'ALTER TABLE "new" ADD CONSTRAINT "c" {key}': [led],
        'ALTER TABLE "t" ADD COLUMN "a" bigint NULL CONSTRAINT "c" REFERENCES "u" ("id")': [
            ("t", Lock.ACCESS_EXCLUSIVE, Work.MOMENT),
            led,
        ],
    }
    found = {text: [step[:3] for step in steps([text], {"new"})] for text in expected}
    assert found == expected


@pytest.mark.django_db(transaction=True)
def test_locks_are_those_that_postgresql_takes(tmp_path: Path) -> None:
    """Runs statements of each kind, and reads the locks of the transaction."""
    kinds = {
        "ALTER TABLE staff_notice ADD COLUMN a text NULL": Lock.ACCESS_EXCLUSIVE,
        "CREATE INDEX i ON staff_notice (created_at)": Lock.SHARE,
        "ALTER TABLE staff_notice ADD CONSTRAINT c CHECK (text <> '') NOT VALID": Lock.ACCESS_EXCLUSIVE,
        "CREATE TRIGGER t BEFORE UPDATE ON staff_notice EXECUTE FUNCTION staff_act_refuse()": Lock.SHARE_ROW_EXCLUSIVE,
        "UPDATE staff_notice SET text = text": Lock.ROW_EXCLUSIVE,
        "ALTER TABLE staff_notice ADD COLUMN a uuid REFERENCES accounts_user (id)": Lock.ACCESS_EXCLUSIVE,
    }
    for statement, lock in kinds.items():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(statement)
            cursor.execute(
                "SELECT mode FROM pg_locks WHERE relation = 'staff_notice'::regclass AND pid = pg_backend_pid()"
            )
            modes = {mode.removesuffix("Lock").upper() for (mode,) in cursor.fetchall()}
            cursor.execute("ROLLBACK")
        assert lock.value.replace(" ", "") in modes, statement
        assert next(steps([statement], set())).lock is lock


@pytest.mark.django_db(transaction=True)
def test_plan_shows_what_an_upgrade_does_and_changes_nothing(tmp_path: Path, settings: Settings) -> None:
    Notice.objects.bulk_create(Notice(text=f"notice {number}") for number in range(1_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE staff_notice")
    required = 'migrations.AlterField("notice", "ends_at", models.DateTimeField(default=None))'
    with release(tmp_path, settings, COLUMN, INDEX, required, atomic=False):
        [planned] = plan()
        assert planned.name == "staff.9999_later"
        found = [(each.step.table, each.step.work, each.size.rows) for each in planned.steps]
        assert found[:2] == [("staff_notice", Work.MOMENT, 1_000), ("staff_notice", Work.INDEX_ONLINE, 1_000)]
        assert ("staff_notice", Work.SCAN, 1_000) in found
        assert planned.held_up[0] == "reads and writes"
        assert all(each.seconds > 0 for each in planned.steps if each.step.work is not Work.MOMENT)
        said = StringIO()
        call_command("upgrade", plan=True, stdout=said)
        assert "staff_notice (1,000 rows" in said.getvalue()
        assert [each.name for each in plan()] == [planned.name]


@pytest.mark.django_db(transaction=True)
def test_plan_drops_what_an_earlier_pending_migration_adds(tmp_path: Path, settings: Settings) -> None:
    unique = 'migrations.AlterUniqueTogether("notice", {("text", "created_at")})'
    with release(tmp_path, settings, COLUMN, unique, 'migrations.AlterUniqueTogether("notice", set())'):
        [planned] = plan()
        added, dropped = (each.step.statement for each in planned.steps[1:])
        assert "ADD CONSTRAINT" in added
        assert dropped.rpartition(" ")[2] in added, "its name"


@pytest.mark.long
@pytest.mark.timeout(600)
def test_upgrade_of_an_empty_database_locks_nothing_and_needs_no_backup(worker_id: str, settings: Settings) -> None:
    with former.empty_database(settings.BACKUP_DATABASE_URL, f"empty_{worker_id}") as url:
        shown = former.manage(url, "upgrade", "--plan")
        assert "messaging.0001_initial\n  touches no table in use" in shown
        assert "EXCLUSIVE" not in shown.replace(Lock.ROW_EXCLUSIVE.value, "")
        assert "The database is ready" in former.manage(url, "upgrade", "--despite-checks")


@pytest.mark.django_db(transaction=True)
def test_upgrade_migrates_only_with_a_backup_unless_told_otherwise(tmp_path: Path, settings: Settings) -> None:
    settings.BACKUP_TO = ""
    with release(tmp_path, settings, COLUMN):
        with pytest.raises(CommandError, match="BACKUP_TO"):
            call_command("upgrade", despite_checks=True, stdout=StringIO())
        assert plan()
        said = StringIO()
        call_command("upgrade", despite_checks=True, without_backup=True, stdout=said)
        assert plan() == []
        assert "systemctl reload parlance" in said.getvalue()
