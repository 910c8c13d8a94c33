"""The delivery report and the metrics count what is queued, accepted, suppressed and failed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from messaging.models import OutboxEntry
from notifications.ledger.report import delivery_report
from notifications.models import Digest, Registration
from tests.conversations.world import group
from tests.notifications.telling import device, notified

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(bob: User) -> Registration:
    return device(bob, "webpush")


def test_rates_are_by_channel_within_an_hour_and_a_day(alice: User, bob: User, phone: Registration) -> None:
    garden = group(alice, bob)
    app = device(bob, "fcm")
    for took in (1, 2, 3):
        notified(phone, garden, ago=60, took=took, state="accepted")
    notified(phone, garden, ago=2 * 3600, took=9, state="accepted")
    notified(phone, garden, ago=25 * 3600, took=99, state="accepted")
    notified(phone, garden, ago=60, took=0, state="suppressed", reason="muted")
    notified(phone, garden, ago=60, took=0, state="failed", reason="broken")
    notified(app, garden, ago=30, took=0, state="queued")
    notified(app, garden, ago=60, took=0, state="accepted", kind="clear")
    notified(None, None, ago=60, took=1, state="accepted", kind="digest")
    report = delivery_report()
    webpush, fcm, apns, email = report.channels
    assert (webpush.hour.decided, webpush.hour.accepted, webpush.hour.failed, webpush.hour.suppressed) == (5, 3, 1, 1)
    assert webpush.hour.p50 == pytest.approx(2)
    assert webpush.hour.p95 == pytest.approx(2.9)
    assert (webpush.day.decided, webpush.day.accepted) == (6, 4)
    assert webpush.day.p50 == pytest.approx(2.5)
    assert [(each.state, each.label, each.count) for each in webpush.reasons] == [
        ("failed", "Something went wrong on this server. Staff can see the details.", 1),
        ("suppressed", "The conversation is muted.", 1),
    ]
    assert (fcm.hour.decided, fcm.queue.length) == (1, 1)
    assert fcm.queue.oldest == pytest.approx(30, abs=5)
    assert (apns.day.decided, apns.queue.oldest, apns.day.p50) == (0, None, None)
    assert email.hour.accepted == 1
    assert report.quarantined == 1


def test_the_report_counts_what_waits_before_it_is_decided(alice: User, bob: User) -> None:
    garden = group(alice, bob)
    OutboxEntry.objects.all().delete()
    for failed_at in (None, None, timezone.now()):
        OutboxEntry.objects.create(kind="sent", conversation=garden, seq=1, failed_at=failed_at)
    Digest.objects.create(user=bob, due_at=timezone.now() - timedelta(seconds=40))
    Digest.objects.create(user=alice, due_at=timezone.now() + timedelta(seconds=40))
    report = delivery_report()
    assert (report.outbox_entries.length, report.outbox_entries_failed) == (2, 1)
    email = report.channels[3]
    assert email.queue.length == 1
    assert email.queue.oldest == pytest.approx(40, abs=5)


def metrics(client: Client) -> dict[str, float]:
    lines = client.get("/metrics").content.decode().splitlines()
    split = (line.rsplit(" ", 1) for line in lines if line.startswith("parlance_notifications"))
    return {name: float(value) for name, value in split}


def test_the_numbers_are_there_before_anything_is(client: Client) -> None:
    found = metrics(client)
    assert found["parlance_notifications_queued"] == 0
    assert found['parlance_notifications_recent{state="accepted"}'] == 0


def test_the_numbers_tell_queue_and_outcomes(client: Client, alice: User, bob: User, phone: Registration) -> None:
    garden = group(alice, bob)
    notified(phone, garden, ago=50, took=0, state="queued")
    notified(phone, garden, ago=20, took=0, state="queued")
    notified(phone, garden, ago=20, took=1, state="accepted")
    notified(phone, garden, ago=20, took=0, state="failed", reason="refused")
    notified(phone, garden, ago=700, took=1, state="accepted")
    metrics(client)  # the first check of the migrations is cached
    with CaptureQueriesContext(connection) as asked:
        found = metrics(client)
    parts = "the outbox and the push keys among the parts, the proven backup"
    assert len(asked) == 6, f"the numbers, {parts}, two of the database: {asked.captured_queries}"
    assert found["parlance_notifications_queued"] == 2
    assert found["parlance_notifications_queued_oldest_seconds"] == pytest.approx(50, abs=5)
    assert found['parlance_notifications_recent{state="accepted"}'] == 1
    assert found['parlance_notifications_recent{state="failed"}'] == 1
