"""Fan-out schedules emails for later, and notifications of active members after a delay."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation
from messaging.presence.board import active_mark, connected_mark
from notifications.models import Digest, Notification
from notifications.outbox.fanning_out import fan_out_due
from tests.notifications.conftest import Board
from tests.notifications.telling import (
    QUEUED,
    device,
    ledger,
    post_message,
    prefer,
    verify_email,
)

pytestmark = pytest.mark.django_db


def due_digests() -> dict[User, float]:
    """Returns {user: the minutes until their email is due}."""
    return {
        each.user: round((each.due_at - timezone.now()).total_seconds() / 60)
        for each in Digest.objects.select_related("user")
        if each.due_at is not None
    }


def test_member_with_a_verified_address_gets_an_email_after_a_while(
    alice: User, carol: User, garden: Conversation
) -> None:
    post_message(alice, garden)
    fan_out_due()
    assert due_digests() == {}
    verify_email(carol)
    post_message(alice, garden)
    fan_out_due()
    assert due_digests() == {carol: 60}
    assert not Notification.objects.for_user(carol).exists()


def test_the_earliest_counts(alice: User, carol: User, garden: Conversation) -> None:
    verify_email(carol)
    for minutes in (30, 60):
        prefer(carol, email_after=minutes)
        post_message(alice, garden)
        fan_out_due()
        assert due_digests() == {carol: 30}


def test_sent_digest_is_followed_by_the_next(alice: User, carol: User, garden: Conversation) -> None:
    verify_email(carol)
    Digest.objects.create(user=carol, due_at=None)
    post_message(alice, garden)
    fan_out_due()
    assert due_digests() == {carol: 60}


def test_member_who_wants_no_email_gets_none(alice: User, bob: User, carol: User, garden: Conversation) -> None:
    verify_email(bob)
    verify_email(carol)
    prefer(bob, email_after=None)
    prefer(carol, notify="mentions")
    post_message(alice, garden)
    fan_out_due()
    assert due_digests() == {}
    assert ledger(bob) == [QUEUED]


def test_active_member_is_notified_after_a_delay(alice: User, bob: User, garden: Conversation, board: Board) -> None:
    verify_email(bob)
    board(active_mark(str(bob.pk)))
    post_message(alice, garden)
    fan_out_due()
    row = Notification.objects.get()
    assert row.waits
    assert row.due_at - row.created_at == timedelta(seconds=settings.NOTIFY_AFTER)
    assert due_digests() == {}


def test_only_a_connected_device_waits(alice: User, bob: User, garden: Conversation, board: Board) -> None:
    tab = device(bob, "webpush")
    board(connected_mark(str(tab.device_id)))
    post_message(alice, garden)
    fan_out_due()
    assert {row.registration_id == tab.pk: row.waits for row in Notification.objects.all()} == {
        True: True,
        False: False,
    }
