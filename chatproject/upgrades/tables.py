"""The size of tables, and how fast this database reads, writes and sorts: measured, because machines differ."""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction

from chatproject.upgrades.statements import Step, Work

_SAMPLE_ROWS = 50_000
_SAMPLE = """
    CREATE TEMPORARY TABLE upgrade_sample ON COMMIT DROP AS
    SELECT md5(n::text) AS word, n FROM generate_series(1, %s) n
"""
#: Pages of 8 KiB of the largest table that are read to measure.
_SAMPLE_PAGES = 4_000


class Size(NamedTuple):
    """PostgreSQL's own estimate of the rows, and the bytes of table and indexes."""

    rows: int
    bytes: int
    index_bytes: int


class Rates(NamedTuple):
    """Per second: bytes that are read, bytes that are written, and rows that get an index."""

    read: float
    written: float
    indexed: float


def sizes() -> dict[str, Size]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, (CASE WHEN c.reltuples >= 0 THEN c.reltuples ELSE coalesce(s.n_live_tup, 0) END)::bigint,
                   pg_table_size(c.oid), pg_indexes_size(c.oid)
            FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
            WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
            """
        )
        return {name: Size(*numbers) for name, *numbers in cursor.fetchall()}


def is_empty() -> bool:
    return not sizes()


def measured(known: dict[str, Size]) -> Rates:
    """Reads a part of the largest table, and writes a table of its own that no one sees."""
    largest = max(known, key=lambda name: known[name].bytes)
    pages = min(_SAMPLE_PAGES, max(1, known[largest].bytes // 8192))
    name = connection.ops.quote_name(largest)
    with transaction.atomic(), connection.cursor() as cursor:
        read = _seconds(cursor, f"SELECT count(*) FROM {name} WHERE ctid < '({pages},0)'")  # noqa: S608 (our own table)
        written = _seconds(cursor, _SAMPLE, [_SAMPLE_ROWS])
        cursor.execute("SELECT pg_table_size('upgrade_sample')")
        size = cursor.fetchall()[0][0]
        indexed = _seconds(cursor, "CREATE INDEX ON upgrade_sample (word)")
    return Rates(pages * 8192 / read, size / written, _SAMPLE_ROWS / indexed)


def _seconds(cursor: Any, statement: str, parameters: Sequence[Any] = ()) -> float:
    began = time.perf_counter()
    cursor.execute(statement, parameters)
    return max(time.perf_counter() - began, 1e-6)


def seconds(step: Step, size: Size, rates: Rates) -> float:
    """Estimates how long a statement works, without waiting for its lock."""
    read = size.bytes / rates.read
    match step.work:
        case Work.MOMENT:
            return 0.0
        case Work.SCAN:
            return read
        case Work.INDEX:
            return read + size.rows / rates.indexed
        case Work.INDEX_ONLINE:
            return 2 * read + size.rows / rates.indexed
        case Work.REWRITE | Work.ROWS:
            return read + (size.bytes + size.index_bytes) / rates.written


def room(step: Step, size: Size) -> int:
    """Estimates the bytes that a statement adds: an index of 40 bytes a row, or new versions of all rows."""
    if step.work in (Work.INDEX, Work.INDEX_ONLINE):
        return size.rows * 40
    return size.bytes + size.index_bytes if step.work in (Work.REWRITE, Work.ROWS) else 0
