"""An outbox entry that fails is retried, and does not stop the others."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation
from messaging.models import OutboxEntry
from notifications.outbox.fanning_out import fan_out_due
from tests.notifications.telling import QUEUED, ledger, post_message

pytestmark = pytest.mark.django_db


def poison(seq: int) -> None:
    """Makes the ledger reject all rows about this message."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE notifications_notification ADD CONSTRAINT poison CHECK (seq <> {seq}) NOT VALID")


def cure() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notifications_notification DROP CONSTRAINT poison")


def test_failed_outbox_entry_does_not_stop_the_others(alice: User, bob: User, garden: Conversation) -> None:
    poison(2)
    for _ in range(3):
        post_message(alice, garden)
    fan_out_due()
    assert ledger(bob) == [QUEUED, (3, "queued", "")]
    failed = OutboxEntry.objects.get()
    assert (failed.seq, failed.attempts, failed.failed_at) == (2, 1, None)
    assert failed.due_at > timezone.now()
    assert "poison" in failed.error


def test_after_five_attempts_it_is_set_aside(alice: User, bob: User, garden: Conversation) -> None:
    poison(1)
    post_message(alice, garden)
    for attempt in range(1, 6):
        fan_out_due()
        failed = OutboxEntry.objects.get()
        assert failed.attempts == attempt
        assert (failed.failed_at is not None) == (attempt == 5)
        OutboxEntry.objects.update(due_at=timezone.now())
    cure()
    fan_out_due()
    assert OutboxEntry.objects.get().attempts == 5
    assert ledger(bob) == []


def test_failed_outbox_entry_is_retried_when_due(alice: User, bob: User, garden: Conversation) -> None:
    poison(1)
    post_message(alice, garden)
    fan_out_due()
    cure()
    fan_out_due()
    assert ledger(bob) == []
    OutboxEntry.objects.update(due_at=timezone.now())
    fan_out_due()
    assert ledger(bob) == [QUEUED]
