"""Brings PostgreSQL's files to where they are once VACUUM has run and the write-ahead log has been reused."""

import psycopg

#: A log that is not recycled is removed at the next checkpoint; a recycled one keeps its bytes until they are reused.
_LOG = ("ALTER SYSTEM SET wal_recycle = off", "ALTER SYSTEM SET min_wal_size = '32MB'", "SELECT pg_reload_conf()")
_ROUNDS = 3


def settle_files(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as line:
        for statement in _LOG:
            line.execute(statement)
        for _ in range(_ROUNDS):
            # Rows that a statement of the running server may still see are kept until the next time.
            line.execute("VACUUM (FULL, ANALYZE)")
            line.execute("SELECT pg_switch_wal()")
            line.execute("CHECKPOINT")
