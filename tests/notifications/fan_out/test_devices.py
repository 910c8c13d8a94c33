"""Fan-out of a message's outbox entry: a row for each device that is notified, or the reason why not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.operations.blocking import block
from conversations.models import Conversation, Membership
from conversations.operations.removing import remove_member
from messaging.models import OutboxEntry
from notifications.models import Notification
from notifications.outbox.fanning_out import fan_out_due
from tests.conversations.world import direct, group, membership
from tests.notifications.telling import (
    QUEUED,
    add_entry_again,
    device,
    ledger,
    notified_seq,
    post_message,
    tally,
)
from tests.verbs import advance_receipt, delete_message

pytestmark = pytest.mark.django_db


def test_member_with_a_device_is_notified(alice: User, bob: User, garden: Conversation) -> None:
    assert post_message(alice, garden) == 1
    assert not fan_out_due()
    row = Notification.objects.get()
    assert (row.user, row.conversation, row.seq, row.state) == (bob, garden, 1, "queued")
    assert (row.kind, row.urgency, row.waits, row.attempts) == ("message", "normal", False, 0)
    assert abs(row.due_at - timezone.now()) < timedelta(seconds=10)
    assert not OutboxEntry.objects.exists()


def test_each_device_is_told(alice: User, bob: User, garden: Conversation) -> None:
    device(bob, "apns")
    device(bob, is_enabled=False)
    post_message(alice, garden)
    fan_out_due()
    assert tally() == {("queued", ""): 2, ("suppressed", "off"): 1}


def test_outbox_entry_is_deleted_when_nobody_can_be_notified(alice: User, carol: User) -> None:
    quiet = group(alice, carol)
    post_message(alice, quiet)
    assert OutboxEntry.objects.count() == 1
    fan_out_due()
    assert not OutboxEntry.objects.exists()
    assert not Notification.objects.exists()


def test_the_sender_is_not_told_and_nobody_wonders_why(alice: User, garden: Conversation) -> None:
    device(alice)
    post_message(alice, garden)
    fan_out_due()
    assert ledger(alice) == []


@pytest.mark.parametrize("how", ["ended", "signed out", "shut"])
def test_a_device_that_is_none_any_more_is_not_told(how: str, alice: User, bob: User, garden: Conversation) -> None:
    registration = device(bob)
    match how:
        case "ended":
            registration.ended_at = timezone.now()
            registration.save()
        case "signed out":
            registration.device.ended_at = timezone.now()
            registration.device.save()
        case "shut":
            User.objects.filter(pk=bob.pk).update(is_active=False)
    post_message(alice, garden)
    fan_out_due()
    assert Notification.objects.count() == (0 if how == "shut" else 1)
    assert not Notification.objects.filter(registration=registration).exists()


def test_an_ex_member_is_not_told(alice: User, bob: User, carol: User, garden: Conversation) -> None:
    device(carol)
    post_message(alice, garden)
    fan_out_due()
    assert ledger(bob) == [QUEUED]
    post_message(alice, garden)
    remove_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk)
    fan_out_due()
    post_message(alice, garden)
    fan_out_due()
    assert ledger(carol) == [QUEUED, (2, "queued", ""), (3, "queued", "")]
    assert ledger(bob) == [QUEUED]


def test_message_of_a_blocked_person_notifies_nobody_in_their_direct_conversation(
    alice: User, bob: User, carol: User, garden: Conversation
) -> None:
    device(bob)
    device(carol)
    places = [direct(alice, bob), direct(alice, carol), garden]
    block(actor=bob, user=str(alice.pk))
    for place in places:
        post_message(alice, place)
    block(actor=alice, user=str(carol.pk))
    fan_out_due()
    told = Notification.objects.values_list("user__username", "conversation__kind", "reason")
    assert set(told) == {
        ("bob", "direct", "blocked"),
        ("bob", "group", ""),
        ("carol", "direct", ""),
        ("carol", "group", ""),
    }


def test_newcomer_is_not_notified_of_hidden_messages(alice: User, bob: User, carol: User) -> None:
    device(bob)
    device(carol)
    shed = group(alice, bob, carol, history="joined")
    post_message(alice, shed)
    Membership.objects.filter(conversation=shed, user=bob).update(joined_seq=1)
    fan_out_due()
    assert ledger(carol) == [QUEUED]
    assert ledger(bob) == [(1, "suppressed", "hidden")]


def test_message_read_before_fan_out_is_suppressed(alice: User, bob: User, garden: Conversation) -> None:
    post_message(alice, garden)
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=1)
    fan_out_due()
    assert ledger(bob) == [(1, "suppressed", "read")]
    assert notified_seq(garden, bob) == 0


def test_message_deleted_before_fan_out_is_suppressed(alice: User, bob: User, garden: Conversation) -> None:
    post_message(alice, garden)
    delete_message(actor=alice, conversation=garden.pk, seq=1)
    fan_out_due()
    assert ledger(bob) == [(1, "suppressed", "deleted")]


def test_membership_remembers_the_last_notified_seq(alice: User, bob: User, carol: User, garden: Conversation) -> None:
    post_message(alice, garden)
    post_message(alice, garden)
    fan_out_due()
    assert notified_seq(garden, bob) == 2
    assert notified_seq(garden, carol) == 0
    add_entry_again(garden, 1)
    fan_out_due()
    assert notified_seq(garden, bob) == 2


def test_deciding_again_changes_nothing(alice: User, garden: Conversation) -> None:
    post_message(alice, garden)
    fan_out_due()
    before = list(Notification.objects.values())
    add_entry_again(garden, 1)
    fan_out_due()
    assert list(Notification.objects.values()) == before
    assert not OutboxEntry.objects.exists()


def test_outbox_entry_of_a_missing_message_is_deleted(alice: User, garden: Conversation) -> None:
    add_entry_again(garden, 99)
    OutboxEntry.objects.create(kind="sent", conversation_id=uuid4(), seq=1)
    fan_out_due()
    assert not OutboxEntry.objects.exists()
    assert not Notification.objects.exists()


def test_a_direct_message_is_urgent(alice: User, bob: User) -> None:
    device(bob)
    place = direct(alice, bob)
    assert membership(place, bob).notified_seq == 0
    post_message(alice, place)
    fan_out_due()
    assert Notification.objects.get().urgency == "high"
