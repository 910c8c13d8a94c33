"""Statements sent to PostgreSQL together are executed together, and a failure leaves the connection usable."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, OperationalError, ProgrammingError, connection, transaction

from chatproject.database.pipeline import Statement, transact
from chatproject.database.statements import fetch_all
from chatproject.database.transactions import is_cancelled, snapshot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def table() -> Iterator[None]:
    """Numbers, each naming another one that must exist at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE numbers (n bigint PRIMARY KEY, other bigint REFERENCES numbers DEFERRABLE INITIALLY DEFERRED)"
        )
    yield
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE numbers")


def insert(n: int | None, other: int | None = None) -> Statement:
    return Statement("INSERT INTO numbers SELECT * FROM unnest($1::bigint[], $2::bigint[]) RETURNING n", [[n], [other]])


def numbers() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM numbers ORDER BY n")
        return [n for (n,) in cursor.fetchall()]


def ask(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def drop_plans() -> None:
    """Drops the prepared statements, as psycopg does after a ROLLBACK."""
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")


def test_the_rows_of_the_last_are_answered_and_all_is_committed() -> None:
    assert transact(insert(1, 2), insert(2)) == [(2,)]
    connection.close()
    assert numbers() == [1, 2]


def test_a_failure_undoes_what_went_before_and_the_next_one_works() -> None:
    transact(insert(1))
    for _ in range(3):
        with pytest.raises(IntegrityError, match="numbers_pkey"):
            transact(insert(2), insert(1), insert(3))
        assert numbers() == [1]
    assert transact(insert(2)) == [(2,)]


def test_statement_that_fails_at_the_commit_raises() -> None:
    with pytest.raises(IntegrityError, match="numbers_other_fkey"):
        transact(insert(1, 7))
    assert numbers() == []
    assert transact(insert(1, 1)) == [(1,)]


def test_a_statement_that_cannot_be_planned_hinders_no_other() -> None:
    for _ in range(2):
        with pytest.raises(ProgrammingError, match="nowhere"):
            transact(insert(1), Statement("SELECT n FROM nowhere", []))
    assert transact(insert(1)) == [(1,)]


def test_a_value_that_cannot_be_sent_is_refused_before_anything_is() -> None:
    with pytest.raises(ProgrammingError):
        transact(insert(1), Statement("SELECT $1", [object()]))
    assert transact(insert(1)) == [(1,)]


@pytest.mark.skipif(
    connection.settings_dict["OPTIONS"]["prepare_threshold"] is None, reason="nothing is prepared behind a pooler"
)
def test_each_is_prepared_once_a_connection_for_each_type() -> None:
    for n in (1, 2, 3):
        transact(insert(n), insert(n + 100_000, 1))
    names = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO numbers%'"
    assert ask(names) == [(2,)]


def test_nothing_is_prepared_where_plans_are_not_to_be_kept() -> None:
    """Otherwise a worker would search a long table by the plan for an empty one."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = None
    for n in (1, 2):
        assert transact(insert(n + 10), insert(n, n + 10)) == [(n,)]
        with transaction.atomic():
            assert fetch_all("SELECT n FROM numbers WHERE n = %s::bigint", [n]) == [(n,)]
    assert ask("SELECT statement FROM pg_prepared_statements") == []
    connection.close()


def test_plans_that_were_dropped_are_made_again() -> None:
    transact(insert(1))
    drop_plans()
    assert transact(insert(2)) == [(2,)]
    assert numbers() == [1, 2]


def test_a_new_plan_beside_a_dropped_one_is_in_nobodys_way() -> None:
    """The first attempt prepares it and fails at the other; then both are forgotten here, but only one there."""
    questions = [Statement(f"SELECT {n}", []) for n in range(4)]
    transact(questions[0])
    drop_plans()
    assert transact(questions[1], questions[0]) == [(0,)]
    assert [transact(question) for question in questions] == [[(n,)] for n in range(4)]


def test_reads_in_a_snapshot_need_no_plan_of_ours() -> None:
    question = "SELECT n FROM numbers WHERE n > %s::bigint"
    transact(insert(1))
    assert fetch_all(question, [0]) == [(1,)]
    drop_plans()
    with snapshot():
        assert fetch_all(question, [0]) == [(1,)]
    assert fetch_all(question, [0]) == [(1,)]


def test_snapshot_returns_the_rows_of_its_first_statements() -> None:
    first = Statement("SELECT n FROM numbers ORDER BY n", []), Statement("SELECT count(*) FROM numbers", [])
    transact(insert(1))
    transact(insert(2))
    for _ in ("planned", "from plans"):
        with snapshot(*first) as (listed, [(count,)]):
            assert (listed, count) == ([(1,), (2,)], 2)
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(insert_and_close, count + 1).result()
            assert numbers() == [1, 2]
        transact(Statement("DELETE FROM numbers WHERE n > 2", []))
    with transaction.atomic(), snapshot(*first) as (listed, [(count,)]):
        assert (listed, count) == ([(1,), (2,)], 2)


def test_snapshot_begins_after_plans_were_dropped() -> None:
    """A new plan follows a dropped one, so the first attempt fails after its BEGIN."""
    first, second = Statement("SELECT 1", []), Statement("SELECT 2", [])
    transact(second)
    drop_plans()
    with snapshot(first, second) as rows_of_each:
        assert rows_of_each == [[(1,)], [(2,)]]
    with snapshot(first, second) as rows_of_each:
        assert rows_of_each == [[(1,)], [(2,)]]


def test_snapshot_whose_statement_fails_leaves_the_connection_of_use() -> None:
    with pytest.raises(ProgrammingError), snapshot(Statement("SELECT n FROM nowhere", [])):
        pass
    assert transact(insert(1)) == [(1,)]
    assert numbers() == [1]


def test_inside_an_atomic_block_it_is_a_part_of_it() -> None:
    with transaction.atomic():
        transact(insert(1))
        with pytest.raises(IntegrityError):
            transact(insert(1))
        transact(insert(2))
        assert numbers() == [1, 2]
        transaction.set_rollback(True)
    assert numbers() == []


def test_a_connection_that_is_cut_off_says_so_and_another_is_opened() -> None:
    transact(insert(1))
    with pytest.raises(OperationalError):
        transact(insert(2), Statement("SELECT pg_terminate_backend(pg_backend_pid())", []), insert(3))
    connection.close()
    assert numbers() == [1]
    assert transact(insert(2)) == [(2,)]


def test_a_snapshot_sees_one_moment_writes_nothing_and_leaves_the_connection_of_use() -> None:
    transact(insert(1))
    with snapshot():
        assert numbers() == [1]
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(insert_and_close, 2).result()
        assert numbers() == [1]
    assert numbers() == [1, 2]
    with pytest.raises(InternalError, match="read-only"), snapshot():
        fetch_all("INSERT INTO numbers VALUES (%s::bigint) RETURNING n", [3])
    assert transact(insert(3)) == [(3,)]
    assert numbers() == [1, 2, 3]


def insert_and_close(n: int) -> None:
    try:
        transact(insert(n))
    finally:
        connection.close()


def test_rows_give_up_when_they_take_longer_than_they_may() -> None:
    def bound() -> str:
        return str(fetch_all("SELECT current_setting('statement_timeout')", [])[0][0])

    before = bound()
    with pytest.raises(OperationalError) as raised:
        fetch_all("SELECT pg_sleep(%s::float8)::text", [600.0], timeout_ms=20)
    assert is_cancelled(raised.value)
    assert fetch_all("SELECT current_setting('statement_timeout')", [], timeout_ms=20) == [("20ms",)]
    assert bound() == before
