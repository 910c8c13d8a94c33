"""Fan-out of a message's outbox entry: a row for each device that is notified, or the reason why not."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.operations.blocking import block
from conversations.models import Conversation, Membership
from conversations.operations.removing import remove_member
from messaging.hub.presence import active_mark, connected_mark
from messaging.models import OutboxEntry
from notifications.models import Digest, Notification
from notifications.operations.fanning_out import fan_out_due
from tests.conversations.world import direct, group, membership
from tests.notifications.board import Board, board
from tests.notifications.telling import (
    add_entry_again,
    device,
    ledger,
    notified_seq,
    prefer,
    say,
    tally,
    verify_email,
)
from tests.verbs import advance_receipt, delete_message
from tests.world import person

__all__ = ["board"]

pytestmark = pytest.mark.django_db

QUEUED = (1, "queued", "")


@pytest.fixture
def alice() -> User:
    return person("alice")


@pytest.fixture
def bob() -> User:
    return person("bob")


@pytest.fixture
def carol() -> User:
    return person("carol")


@pytest.fixture
def garden(alice: User, bob: User, carol: User) -> Conversation:
    """Alice speaks in it; bob has a device, carol has none."""
    device(bob)
    return group(alice, bob, carol)


def test_member_with_a_device_is_notified(alice: User, bob: User, garden: Conversation) -> None:
    assert say(alice, garden) == 1
    assert not fan_out_due()
    row = Notification.objects.get()
    assert (row.user, row.conversation, row.seq, row.state) == (bob, garden, 1, "queued")
    assert (row.kind, row.urgency, row.waits, row.attempts) == ("message", "normal", False, 0)
    assert abs(row.due_at - timezone.now()) < timedelta(seconds=10)
    assert not OutboxEntry.objects.exists()


def test_each_device_is_told(alice: User, bob: User, garden: Conversation) -> None:
    device(bob, "apns")
    device(bob, is_enabled=False)
    say(alice, garden)
    fan_out_due()
    assert tally() == {("queued", ""): 2, ("suppressed", "off"): 1}


def test_outbox_entry_is_deleted_when_nobody_can_be_notified(alice: User, carol: User) -> None:
    quiet = group(alice, carol)
    say(alice, quiet)
    assert OutboxEntry.objects.count() == 1
    fan_out_due()
    assert not OutboxEntry.objects.exists()
    assert not Notification.objects.exists()


def test_the_sender_is_not_told_and_nobody_wonders_why(alice: User, garden: Conversation) -> None:
    device(alice)
    say(alice, garden)
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
    say(alice, garden)
    fan_out_due()
    assert Notification.objects.count() == (0 if how == "shut" else 1)
    assert not Notification.objects.filter(registration=registration).exists()


def test_an_ex_member_is_not_told(alice: User, bob: User, carol: User, garden: Conversation) -> None:
    device(carol)
    say(alice, garden)
    fan_out_due()
    assert ledger(bob) == [QUEUED]
    say(alice, garden)
    remove_member(actor=alice, conversation_id=garden.pk, user_id=bob.pk)
    fan_out_due()
    say(alice, garden)
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
        say(alice, place)
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
    say(alice, shed)
    Membership.objects.filter(conversation=shed, user=bob).update(joined_seq=1)
    fan_out_due()
    assert ledger(carol) == [QUEUED]
    assert ledger(bob) == [(1, "suppressed", "hidden")]


def test_message_read_before_fan_out_is_suppressed(alice: User, bob: User, garden: Conversation) -> None:
    say(alice, garden)
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=1)
    fan_out_due()
    assert ledger(bob) == [(1, "suppressed", "read")]
    assert notified_seq(garden, bob) == 0


def test_message_deleted_before_fan_out_is_suppressed(alice: User, bob: User, garden: Conversation) -> None:
    say(alice, garden)
    delete_message(actor=alice, conversation=garden.pk, seq=1)
    fan_out_due()
    assert ledger(bob) == [(1, "suppressed", "deleted")]


def test_membership_remembers_the_last_notified_seq(alice: User, bob: User, carol: User, garden: Conversation) -> None:
    say(alice, garden)
    say(alice, garden)
    fan_out_due()
    assert notified_seq(garden, bob) == 2
    assert notified_seq(garden, carol) == 0
    add_entry_again(garden, 1)
    fan_out_due()
    assert notified_seq(garden, bob) == 2


def test_deciding_again_changes_nothing(alice: User, garden: Conversation) -> None:
    say(alice, garden)
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


# Levels


@pytest.fixture
def square(alice: User, bob: User, carol: User) -> Conversation:
    """A channel, which by default notifies only mentioned members."""
    device(bob)
    device(carol)
    return group(alice, bob, carol, kind="channel", title="Square")


@pytest.mark.parametrize("body", ["Hello", "`@bob`", "bob", "@bobby", "@alice"])
def test_channel_message_without_mentions_notifies_nobody(body: str, alice: User, square: Conversation) -> None:
    say(alice, square, body)
    fan_out_due()
    assert not Notification.objects.exists()
    assert not OutboxEntry.objects.exists()


def test_mentioned_member_is_notified(alice: User, bob: User, carol: User, square: Conversation) -> None:
    say(alice, square, "@BOB, look")
    fan_out_due()
    assert ledger(bob) == [QUEUED]
    assert ledger(carol) == []
    assert Notification.objects.get().urgency == "high"


def test_member_whose_message_is_answered_is_notified(
    alice: User, bob: User, carol: User, square: Conversation
) -> None:
    say(bob, square)
    say(alice, square, reply_to=1)
    fan_out_due()
    assert ledger(bob) == [(2, "queued", "")]
    assert ledger(carol) == []


def test_whose_keyword_it_has_is_told(alice: User, bob: User, carol: User, square: Conversation) -> None:
    prefer(bob, keywords=["lunch"])
    prefer(carol, keywords=["dinner"])
    say(alice, square, "Lunch?")
    fan_out_due()
    assert ledger(bob) == [QUEUED]
    assert ledger(carol) == []


def test_member_who_follows_all_messages_is_notified(alice: User, bob: User, carol: User, square: Conversation) -> None:
    Membership.objects.filter(conversation=square, user=bob).update(notify="all")
    prefer(carol, notify_channels="all")
    say(alice, square)
    fan_out_due()
    assert ledger(bob) == ledger(carol) == [QUEUED]


def test_member_who_wants_nothing_gets_a_suppressed_row(alice: User, bob: User, square: Conversation) -> None:
    Membership.objects.filter(conversation=square, user=bob).update(notify="nothing")
    say(alice, square, "@bob")
    fan_out_due()
    assert ledger(bob) == [(1, "suppressed", "nothing")]


def test_all_preferences_of_a_member_apply(alice: User, bob: User, garden: Conversation) -> None:
    """Each comes out of the database as the decision has it."""
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
        say(alice, garden)
        fan_out_due()
    assert [reason for _, _, reason in ledger(bob)] == list(cases)


def test_a_muted_conversation_is_told_of_to_nobody(alice: User, bob: User, garden: Conversation) -> None:
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() + timedelta(hours=1))
    say(alice, garden, "@bob")
    fan_out_due()
    assert ledger(bob) == [(1, "suppressed", "muted")]


def test_first_only_notifies_of_the_first_of_many_messages(alice: User, bob: User, garden: Conversation) -> None:
    prefer(bob, first_only=True)
    for _ in range(3):
        say(alice, garden)
    fan_out_due()
    assert [reason for _, _, reason in ledger(bob)] == ["", "first_only", "first_only"]
    advance_receipt(actor=bob, conversation=garden.pk, read_seq=3)
    say(alice, garden)
    fan_out_due()
    assert ledger(bob)[-1] == (4, "queued", "")


# Email


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
    say(alice, garden)
    fan_out_due()
    assert due_digests() == {}
    verify_email(carol)
    say(alice, garden)
    fan_out_due()
    assert due_digests() == {carol: 60}
    assert not Notification.objects.for_user(carol).exists()


def test_the_earliest_counts(alice: User, carol: User, garden: Conversation) -> None:
    verify_email(carol)
    for minutes in (30, 60):
        prefer(carol, email_after=minutes)
        say(alice, garden)
        fan_out_due()
        assert due_digests() == {carol: 30}


def test_sent_digest_is_followed_by_the_next(alice: User, carol: User, garden: Conversation) -> None:
    verify_email(carol)
    Digest.objects.create(user=carol, due_at=None)
    say(alice, garden)
    fan_out_due()
    assert due_digests() == {carol: 60}


def test_member_who_wants_no_email_gets_none(alice: User, bob: User, carol: User, garden: Conversation) -> None:
    verify_email(bob)
    verify_email(carol)
    prefer(bob, email_after=None)
    prefer(carol, notify="mentions")
    say(alice, garden)
    fan_out_due()
    assert due_digests() == {}
    assert ledger(bob) == [QUEUED]


# Presence


def test_active_member_is_notified_after_a_delay(alice: User, bob: User, garden: Conversation, board: Board) -> None:
    verify_email(bob)
    board(active_mark(str(bob.pk)))
    say(alice, garden)
    fan_out_due()
    row = Notification.objects.get()
    assert row.waits
    assert row.due_at - row.created_at == timedelta(seconds=settings.NOTIFY_AFTER)
    assert due_digests() == {}


def test_only_a_connected_device_waits(alice: User, bob: User, garden: Conversation, board: Board) -> None:
    tab = device(bob, "webpush")
    board(connected_mark(str(tab.device_id)))
    say(alice, garden)
    fan_out_due()
    assert {row.registration_id == tab.pk: row.waits for row in Notification.objects.all()} == {
        True: True,
        False: False,
    }


# Failures


def poison(seq: int) -> None:
    """From here on the ledger takes nothing about this message."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE notifications_notification ADD CONSTRAINT poison CHECK (seq <> {seq}) NOT VALID")


def cure() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notifications_notification DROP CONSTRAINT poison")


def test_failed_outbox_entry_does_not_stop_the_others(alice: User, bob: User, garden: Conversation) -> None:
    poison(2)
    for _ in range(3):
        say(alice, garden)
    fan_out_due()
    assert ledger(bob) == [QUEUED, (3, "queued", "")]
    failed = OutboxEntry.objects.get()
    assert (failed.seq, failed.attempts, failed.failed_at) == (2, 1, None)
    assert failed.due_at > timezone.now()
    assert "poison" in failed.error


def test_after_five_attempts_it_is_set_aside(alice: User, bob: User, garden: Conversation) -> None:
    poison(1)
    say(alice, garden)
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
    say(alice, garden)
    fan_out_due()
    cure()
    fan_out_due()
    assert ledger(bob) == []
    OutboxEntry.objects.update(due_at=timezone.now())
    fan_out_due()
    assert ledger(bob) == [QUEUED]


def test_a_direct_message_is_urgent(alice: User, bob: User) -> None:
    device(bob)
    place = direct(alice, bob)
    assert membership(place, bob).notified_seq == 0
    say(alice, place)
    fan_out_due()
    assert Notification.objects.get().urgency == "high"
