"""Fan-out follows the levels and preferences of members."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Membership
from messaging.models import OutboxEntry
from notifications.models import Notification
from notifications.outbox.fanning_out import fan_out_due
from tests.notifications.telling import (
    QUEUED,
    ledger,
    post_message,
    prefer,
)
from tests.verbs import advance_receipt

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("body", ["Hello", "`@bob`", "bob", "@bobby", "@alice"])
def test_channel_message_without_mentions_notifies_nobody(body: str, alice: User, square: Conversation) -> None:
    post_message(alice, square, body)
    fan_out_due()
    assert not Notification.objects.exists()
    assert not OutboxEntry.objects.exists()


def test_mentioned_member_is_notified(alice: User, bob: User, carol: User, square: Conversation) -> None:
    post_message(alice, square, "@BOB, look")
    fan_out_due()
    assert ledger(bob) == [QUEUED]
    assert ledger(carol) == []
    assert Notification.objects.get().urgency == "high"


def test_member_whose_message_is_answered_is_notified(
    alice: User, bob: User, carol: User, square: Conversation
) -> None:
    post_message(bob, square)
    post_message(alice, square, reply_to=1)
    fan_out_due()
    assert ledger(bob) == [(2, "queued", "")]
    assert ledger(carol) == []


def test_whose_keyword_it_has_is_told(alice: User, bob: User, carol: User, square: Conversation) -> None:
    prefer(bob, keywords=["lunch"])
    prefer(carol, keywords=["dinner"])
    post_message(alice, square, "Lunch?")
    fan_out_due()
    assert ledger(bob) == [QUEUED]
    assert ledger(carol) == []


def test_member_who_follows_all_messages_is_notified(alice: User, bob: User, carol: User, square: Conversation) -> None:
    Membership.objects.filter(conversation=square, user=bob).update(notify="all")
    prefer(carol, notify_channels="all")
    post_message(alice, square)
    fan_out_due()
    assert ledger(bob) == ledger(carol) == [QUEUED]


def test_member_who_wants_nothing_gets_a_suppressed_row(alice: User, bob: User, square: Conversation) -> None:
    Membership.objects.filter(conversation=square, user=bob).update(notify="nothing")
    post_message(alice, square, "@bob")
    fan_out_due()
    assert ledger(bob) == [(1, "suppressed", "nothing")]


def test_all_preferences_of_a_member_apply(alice: User, bob: User, garden: Conversation) -> None:
    """The decision receives each preference from the database."""
    now = timezone.now()
    cases: dict[str, dict[str, Any]] = {
        "nothing": {"notify": "nothing"},
        "do_not_disturb": {"muted_until": now + timedelta(hours=1)},
        "quiet_hours": {"quiet_from": "00:00", "quiet_until": "00:00"},
        "": {"quiet_from": "00:00", "quiet_until": "00:00", "quiet_days": [(now.weekday() + 3) % 7]},
        "first_only": {"first_only": True},
    }
    for said in cases.values():
        prefer(bob, **{"notify": "all", "muted_until": None, "quiet_from": None, "quiet_days": [], **said})
        post_message(alice, garden)
        fan_out_due()
    assert [reason for _, _, reason in ledger(bob)] == list(cases)


def test_a_muted_conversation_is_told_of_to_nobody(alice: User, bob: User, garden: Conversation) -> None:
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() + timedelta(hours=1))
    post_message(alice, garden, "@bob")
    fan_out_due()
    assert ledger(bob) == [(1, "suppressed", "muted")]


def test_first_only_notifies_of_the_first_of_many_messages(alice: User, bob: User, garden: Conversation) -> None:
    prefer(bob, first_only=True)
    for _ in range(3):
        post_message(alice, garden)
    fan_out_due()
    assert [reason for _, _, reason in ledger(bob)] == ["", "first_only", "first_only"]
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=3)
    post_message(alice, garden)
    fan_out_due()
    assert ledger(bob)[-1] == (4, "queued", "")
