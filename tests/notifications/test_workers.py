"""Workers that die during their work, run at the same time, or meet senders: real transactions."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from psycopg.conninfo import make_conninfo

from accounts.models import User
from conversations.models import Conversation, Membership
from messaging.models import OutboxEntry
from notifications.models import Notification, Registration
from notifications.outbox.fanning_out import PAGE, fan_out_due
from notifications.outbox.fetching import locked
from tests.contract.server import ROOT
from tests.conversations.racing import at_once
from tests.conversations.world import group, people
from tests.notifications.telling import device, devices, enlarge, ledger, notified_seq, post_message, prefer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

_WORKER = (
    "import django; django.setup(); from notifications.outbox.fanning_out import fan_out_due; fan_out_due(seconds=3600)"
)


def crowded(alice: User, size: int, kind: str = "group") -> Conversation:
    """A conversation of alice with many other members, each with a device."""
    crowd = people(size)
    devices(crowd)
    place = group(alice, kind=kind)
    enlarge(place, crowd)
    return place


def delivered() -> Counter[tuple[UUID | None, int]]:
    """Returns the number of rows of each device and message."""
    return Counter(Notification.objects.values_list("registration_id", "seq"))


def each_once(*seqs: int) -> Counter[tuple[UUID | None, int]]:
    return Counter((id, seq) for id in Registration.objects.values_list("pk", flat=True) for seq in seqs)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 300
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return bool(cursor.fetchall()[0][0])


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """Another process on the same database, which ends with the test."""
    address = make_conninfo(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"])
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen([sys.executable, "-c", _WORKER], cwd=ROOT, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def test_outbox_entry_locked_by_one_worker_is_skipped_by_another(alice: User, bob: User) -> None:
    post_message(alice, group(alice, bob))
    ids = [OutboxEntry.objects.get().pk]
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(got, ids).result(30) == ids
        with transaction.atomic():
            assert [each.id for each in locked(ids)] == ids
            assert thread.submit(got, ids).result(30) == []


def got(ids: list[int]) -> list[int]:
    try:
        with transaction.atomic():
            return [each.id for each in locked(ids)]
    finally:
        connections.close_all()


def test_a_large_conversation_survives_kill_9_in_the_middle(alice: User) -> None:
    place = crowded(alice, int(2.5 * PAGE))
    post_message(alice, place)
    last = Registration.objects.order_by("user_id").last()
    assert last is not None
    with transaction.atomic():
        # The worker reaches the third page, and waits there for this row.
        Notification.objects.create(user_id=last.user_id, registration=last, conversation=place, seq=1)
        with worker():
            until(somebody_waits)
        assert Notification.objects.count() == 2 * PAGE + 1
        transaction.set_rollback(True)
    # Its connection ends when PostgreSQL next sends it something.
    until(lambda: not fan_out_due() and not OutboxEntry.objects.exists())
    assert delivered() == each_once(1)


def test_a_small_one_too(alice: User) -> None:
    place = crowded(alice, 20)
    for _ in range(3):
        post_message(alice, place)
    last = Registration.objects.order_by("user_id").last()
    assert last is not None
    with transaction.atomic():
        Notification.objects.create(user_id=last.user_id, registration=last, conversation=place, seq=3)
        with worker():
            until(somebody_waits)
        transaction.set_rollback(True)
    until(lambda: not fan_out_due() and not OutboxEntry.objects.exists())
    assert delivered() == each_once(1, 2, 3)


def test_many_workers_at_once_do_each_thing_once(alice: User) -> None:
    large = crowded(alice, PAGE + 500)
    small = [crowded(alice, 4) for _ in range(5)]
    for _ in range(8):
        for place in small:
            post_message(alice, place)
    post_message(alice, large)
    post_message(alice, large)
    assert at_once([fan_out_due] * 4) == {"ok": 4}
    fan_out_due()
    assert not OutboxEntry.objects.exists()
    assert max(delivered().values()) == 1
    assert sum(delivered().values()) == 2 * (PAGE + 500) + 5 * 8 * 4


def test_nobody_who_sends_or_reads_is_waited_for(alice: User, bob: User) -> None:
    device(bob)
    place = group(alice, bob)
    post_message(alice, place)
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            Membership.objects.select_for_update().get(conversation=place, user=bob)
            done = thread.submit(fanned_out)
            until(lambda: ledger(bob) == [(1, "queued", "")])
            assert notified_seq(place, bob) == 0
        done.result(30)
    assert notified_seq(place, bob) == 1


def fanned_out() -> None:
    try:
        fan_out_due()
    finally:
        connections.close_all()


def test_across_pages_the_first_of_many_is_told(alice: User) -> None:
    place = crowded(alice, PAGE + 1)
    last = Membership.objects.filter(conversation=place).order_by("user_id").select_related("user").last()
    assert last is not None
    prefer(last.user, first_only=True)
    post_message(alice, place)
    post_message(alice, place)
    fan_out_due()
    assert [reason for _, _, reason in ledger(last.user)] == ["", "first_only"]
