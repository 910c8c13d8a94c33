"""What an erasure costs the others: how long their messages take, and the longest statement."""

import threading
import time
from typing import Any
from uuid import uuid4

import psycopg

_SENDS, _LOOKS = 0.05, 0.02
_LONGEST = """
SELECT coalesce(max(extract(epoch FROM clock_timestamp() - query_start)), 0) FROM pg_stat_activity
WHERE state = 'active' AND backend_type = 'client backend' AND datname = current_database()
    AND pid <> pg_backend_pid() AND query NOT ILIKE 'COPY%'
"""


class Others:
    """While it is entered, another member writes messages into a conversation, and statements are looked at."""

    def __init__(self, account: Any, conversation: str, database_url: str) -> None:
        self._account, self._path = account, f"conversations/{conversation}/messages"
        self._database_url = database_url
        self._over = threading.Event()
        self._took: list[float] = []
        self._longest = 0.0
        self._failure: BaseException | None = None
        self._threads = [threading.Thread(target=self._keep(work), daemon=True) for work in (self._send, self._look)]

    def __enter__(self) -> "Others":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def line(self) -> str:
        """Returns the number of messages and how long they took, in milliseconds."""
        if self._failure is not None:
            raise self._failure
        took = sorted(self._took)
        shown = {"p50": took[len(took) // 2], "p99": took[len(took) * 99 // 100], "max": took[-1]}
        times = " ".join(f"{name}_ms={seconds * 1000:.0f}" for name, seconds in shown.items())
        return f"sends={len(took)} {times} longest_statement_ms={self._longest * 1000:.0f}"

    def _keep(self, work: Any) -> Any:
        def run() -> None:
            try:
                work()
            except BaseException as error:
                self._failure = error

        return run

    def _send(self) -> None:
        while not self._over.wait(_SENDS):
            began = time.monotonic()
            self._account.call("POST", self._path, {"client_id": str(uuid4()), "body": "from a friend"})
            self._took.append(time.monotonic() - began)

    def _look(self) -> None:
        with psycopg.connect(self._database_url, autocommit=True) as line:
            while not self._over.wait(_LOOKS):
                row = line.execute(_LONGEST).fetchone()
                assert row is not None
                self._longest = max(self._longest, float(row[0]))
