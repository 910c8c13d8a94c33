"""Many at once, over real connections."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, connections, transaction

from chatproject.contract.errors import DomainError
from chatproject.realtime import Envelope
from conversations.models import Conversation
from tests.conversations.law import of_conversation

MANY = 50


def at_once(acts: Sequence[Callable[[], Any]]) -> Counter[str]:
    """Do all of them in threads that start together; how often each was `ok` or refused with which code."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> str:
        start.wait(timeout=30)
        try:
            act()
        except DomainError as error:
            return error.code
        finally:
            connections.close_all()
        return "ok"

    with ThreadPoolExecutor(len(acts)) as threads:
        return Counter(threads.map(one, acts))


def meanwhile(act: Callable[[], Any], other: Callable[[], Any]) -> Counter[str]:
    """Do the other while the act is done and not yet committed: it must wait. What came of the other."""
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            act()
            outcome = thread.submit(at_once, [other])
            deadline = time.monotonic() + 60
            while not _somebody_waits():
                assert time.monotonic() < deadline
                time.sleep(0.02)
        return outcome.result()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        # PostgreSQL reads its activity once a transaction, unless the snapshot is cleared.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        [(count,)] = cursor.fetchall()
    return bool(count)


def ensure_each_rev_told_once(published: list[Envelope], conversation: Conversation, since: int) -> None:
    conversation.refresh_from_db()
    revs = sorted(envelope.rev for envelope in of_conversation(published, conversation.pk))
    assert revs == list(range(since + 1, conversation.rev + 1))
