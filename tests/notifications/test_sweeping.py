"""The sweep finishes work that the queue lost, and deletes old rows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation
from messaging.models import OutboxEntry
from messaging.presence.board import active_mark
from notifications import tasks
from notifications.models import Notification, Registration
from notifications.outbox.fanning_out import fan_out_due
from notifications.outbox.sweeping import sweep, tidy
from tests.conversations.world import group
from tests.notifications.conftest import Board
from tests.notifications.queue import Asked, asked
from tests.notifications.telling import device, grow_old, post_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def garden(alice: User, bob: User) -> Conversation:
    asked()
    return group(alice, bob)


def test_queued_rows_enqueue_one_task_a_channel(alice: User, bob: User, garden: Conversation) -> None:
    device(bob), device(bob), device(bob, "apns")
    for _ in range(3):
        post_message(alice, garden)
    fan_out_due()
    assert set(asked()) == {Asked("deliver", "('apns',)", False), Asked("deliver", "('fcm',)", False)}
    fan_out_due()
    assert asked() == []


def test_waiting_rows_enqueue_a_task_for_their_due_time(
    alice: User, bob: User, garden: Conversation, board: Board
) -> None:
    device(bob)
    board(active_mark(str(bob.pk)))
    post_message(alice, garden)
    fan_out_due()
    assert asked() == [Asked("deliver", "('fcm',)", True)]


def test_for_what_is_suppressed_nobody_is_asked(alice: User, bob: User, garden: Conversation) -> None:
    device(bob, is_enabled=False)
    post_message(alice, garden)
    fan_out_due()
    assert asked() == []


def test_a_sweep_does_what_nobody_was_woken_for(alice: User, bob: User, garden: Conversation) -> None:
    device(bob)
    post_message(alice, garden)
    tasks.sweep()
    assert Notification.objects.get().state == "queued"
    assert asked()[0] == Asked("deliver", "('fcm',)", False)


def test_a_sweep_asks_again_for_what_is_due(alice: User, bob: User, garden: Conversation) -> None:
    device(bob), device(bob, "apns")
    post_message(alice, garden)
    fan_out_due()
    asked()
    Notification.objects.filter(registration__channel="apns").update(due_at=timezone.now() + timedelta(minutes=1))
    sweep()
    assert asked() == [Asked("deliver", "('fcm',)", False)]
    Notification.objects.update(state="accepted")
    sweep()
    assert asked() == []


def test_fan_out_continues_when_its_time_is_over(alice: User, garden: Conversation) -> None:
    post_message(alice, garden)
    assert fan_out_due(seconds=0)
    assert not fan_out_due()


# A clock that is set back


def test_sweep_handles_entries_that_were_written_while_the_clock_was_ahead(alice: User, garden: Conversation) -> None:
    for ahead in (timedelta(minutes=2), timedelta(hours=1), timedelta(days=1)):
        post_message(alice, garden)
        OutboxEntry.objects.filter(due_at__lte=timezone.now()).update(due_at=timezone.now() + ahead)
    sweep()
    assert OutboxEntry.objects.get().due_at < timezone.now() + timedelta(minutes=3)


def test_sweep_makes_notifications_due_that_wait_for_no_other_reason(
    alice: User, bob: User, garden: Conversation
) -> None:
    def queued(seq: int, **about: timedelta) -> None:
        times = {name: timezone.now() + ahead for name, ahead in about.items()}
        Notification.objects.filter(seq=seq).update(**times)

    device(bob)
    for _ in range(5):
        post_message(alice, garden)
    fan_out_due()
    minutes, hour = timedelta(minutes=5), timedelta(hours=1)
    queued(1, due_at=25 * hour)  # an attempt failed while the clock was ahead
    queued(2, due_at=hour, created_at=hour)
    queued(3, due_at=hour, sent_at=hour)
    queued(4, due_at=hour, created_at=-minutes)  # the service asked for it
    queued(5, due_at=hour, created_at=hour, sent_at=-minutes)
    sweep()
    assert set(Notification.objects.filter(due_at__lte=timezone.now()).values_list("seq", flat=True)) == {1, 2, 3}


# Deletion


def old_registration(user: User, days: float) -> Registration:
    return device(user, ended_at=timezone.now() - timedelta(days=days), ended_why="gone")


def test_the_ledger_is_kept_for_two_weeks(alice: User, bob: User, garden: Conversation) -> None:
    device(bob)
    for _ in range(2):
        post_message(alice, garden)
    fan_out_due()
    grow_old(15, seq=1)
    grow_old(13, seq=2)
    assert tidy()["ledger"] == 1
    assert Notification.objects.get().seq == 2


def test_registrations_that_ended_are_forgotten_and_those_that_have_not_stay(bob: User) -> None:
    kept = [device(bob), old_registration(bob, days=13)]
    old_registration(bob, days=15)
    assert tidy()["registrations"] == 1
    assert set(Registration.objects.all()) == set(kept)


def test_registration_is_kept_as_long_as_its_ledger_rows(bob: User, garden: Conversation) -> None:
    ended = old_registration(bob, days=15)
    Notification.objects.create(user=bob, registration=ended, conversation=garden, seq=1, state="failed")
    assert tidy()["registrations"] == 0
    grow_old(15)
    gone = tidy()
    assert (gone["ledger"], gone["registrations"]) == (1, 1)


def test_failed_outbox_entry_is_kept_as_long_as_the_ledger(garden: Conversation) -> None:
    for days in (13, 15):
        failed_at = timezone.now() - timedelta(days=days)
        OutboxEntry.objects.create(kind="sent", conversation_id=uuid4(), seq=days, failed_at=failed_at)
    assert tidy()["outbox_entries"] == 1
    assert OutboxEntry.objects.get().seq == 13


def test_tidying_deletes_in_bounded_pieces_until_nothing_is_left(
    bob: User, garden: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.outbox.sweeping.PIECE", 2)
    monkeypatch.setattr("notifications.tasks.PIECE", 2)
    Notification.objects.bulk_create(Notification(user=bob, conversation=garden, seq=n) for n in range(3))
    grow_old(15)
    with connection.cursor() as cursor:  # PostgreSQL may then search for the piece once for each row
        for kind in ("hashjoin", "mergejoin", "material", "hashagg", "sort", "indexscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{kind} = off")
    tasks.tidy()
    assert Notification.objects.count() == 1
    assert [each.task for each in asked()] == ["tidy"]
    tasks.tidy()
    assert Notification.objects.count() == 0
    assert asked() == []
