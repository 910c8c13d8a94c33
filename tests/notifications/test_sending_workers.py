"""Workers that die, and workers that run at the same time."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from accounts.models import User
from conversations.models import Conversation
from notifications.delivery import delivering
from notifications.delivery.delivering import deliver_due
from notifications.delivery.leasing import LEASE, lease
from notifications.models import Notification
from tests.contract.server import ROOT
from tests.notifications.providers import Providers
from tests.notifications.pushing import deliver, due_now, outcome, queue, registration, seconds_until
from tests.notifications.telling import post_message

_WORK = """
import django
django.setup()
from notifications.delivery.delivering import deliver_due
deliver_due()
"""
pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def worker(push: Providers) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of its own that delivers what is due in the database of this test."""
    own = connection.settings_dict
    where = {"dbname": own["NAME"], "user": own["USER"], "host": own["HOST"], "port": own["PORT"] or None}
    address = make_conninfo(**{name: value for name, value in where.items() if value})
    environment = {
        **os.environ,
        **push.environment,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    process = subprocess.Popen([sys.executable, "-c", _WORK], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until_it_came(push: Providers, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 100
    while not push.received("webpush"):
        assert process.poll() is None, "the worker ended"
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.05)


def test_push_of_a_killed_worker_goes_out_once_its_lease_is_over(
    push: Providers, alice: User, bob: User, garden: Conversation
) -> None:
    mine = registration(push, bob)
    row = queue(mine, garden, post_message(alice, garden))
    push.answer("webpush", "hang")
    with worker(push) as process:
        until_it_came(push, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
    push.answer("webpush")
    assert deliver(row) == [("queued", "")], "its lease holds"
    assert 0 < seconds_until(row) <= LEASE
    due_now()
    assert deliver(row) == [("accepted", "")]
    assert row.attempts == 2
    first, second = push.received("webpush", mine.address)
    assert (first.is_taken, second.is_taken) == (False, True)
    assert (first.payload["tag"], first.payload["seq"]) == (second.payload["tag"], second.payload["seq"])
    assert first.payload["token"] == second.payload["token"]


def test_second_worker_of_a_machine_leaves_the_work_to_the_first(
    push: Providers, alice: User, bob: User, garden: Conversation
) -> None:
    hanging = queue(registration(push, bob), garden, post_message(alice, garden))
    push.answer("webpush", "hang")
    with worker(push) as process:
        until_it_came(push, process)
        late = queue(registration(push, bob), garden, post_message(alice, garden))
        push.answer("webpush")
        assert deliver_due() is None
        hanging.refresh_from_db()
        assert (hanging.state, hanging.error) == ("queued", ""), "it waited for the other"
        deadline = time.monotonic() + 100
        while outcome(late) != ("accepted", ""):
            assert time.monotonic() < deadline, "the running delivery missed a notification"
            time.sleep(0.05)


def test_while_another_is_at_it_nothing_is_taken(push: Providers, bob: User) -> None:
    row = queue(registration(push, bob))

    def come() -> float | None:
        try:
            return deliver_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread, delivering._alone_here() as is_alone:
        assert is_alone
        assert thread.submit(come).result(10) is None
    assert (outcome(row), row.attempts) == (("queued", ""), 0)
    deliver_due()
    assert outcome(row) == ("accepted", "")


def test_delivery_holds_no_lock_of_a_session_when_it_is_alone() -> None:
    """PgBouncer could keep the lock on one of its connections, and no worker would deliver any more."""
    with delivering._alone_here() as is_alone, connection.cursor() as cursor:
        assert is_alone
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
        )
        assert cursor.fetchall() == [(0,)]


def test_two_at_once_send_each_once(
    push: Providers, alice: User, bob: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "_alone_here", lambda: nullcontext(True))
    mine = [registration(push, bob) for _ in range(3)]
    seqs = [post_message(alice, garden) for _ in range(40)]
    for seq in seqs:
        for each in mine:
            queue(each, garden, seq)

    def work(_: int) -> Any:
        try:
            return deliver_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert set(Notification.objects.values_list("state", "attempts")) == {("accepted", 1)}
    came = Counter((each.token, each.payload["seq"]) for each in push.received("webpush"))
    assert set(came.values()) == {1}
    assert len(came) == 120


def test_locked_row_is_skipped(push: Providers, bob: User) -> None:
    held, free = queue(registration(push, bob)), queue(registration(push, bob))

    def taken() -> list[int]:
        try:
            return [each.id for each in lease(2)]
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread, transaction.atomic():
        Notification.objects.select_for_update().get(pk=held.pk)
        assert thread.submit(taken).result(10) == [free.pk]
