"""Reading on any device cancels queued notifications and clears those that may be shown, on all devices."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation
from messaging.models import OutboxEntry
from notifications.models import Notification, Registration
from notifications.outbox.fanning_out import fan_out_due
from notifications.outbox.sweeping import sweep, tidy
from tests.conversations.world import group
from tests.notifications.telling import deliver, device, grow_old, ledger, post_message
from tests.verbs import advance_receipt
from tests.world import App, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(bob: User) -> Registration:
    return device(bob)


@pytest.fixture
def tablet(bob: User) -> Registration:
    return device(bob, "apns")


@pytest.fixture
def garden(alice: User, bob: User, phone: Registration, tablet: Registration) -> Conversation:
    """Alice sent three messages; both of bob's devices are notified, and the first two notifications were sent."""
    place = group(alice, bob)
    for _ in range(3):
        post_message(alice, place)
    fan_out_due()
    deliver(*Notification.objects.filter(seq__lte=2))
    return place


def read(bob: User, place: Conversation, seq: int) -> None:
    advance_receipt(actor=bob, conversation=place.pk, read_seq=seq)
    fan_out_due()


def clears() -> list[tuple[Registration, int, str, str]]:
    rows = Notification.objects.filter(kind="clear").order_by("pk").select_related("registration")
    return [(row.registration, row.seq, row.state, row.reason) for row in rows if row.registration]


def words(seq: int, *registrations: Registration) -> list[tuple[Registration, int, str, str]]:
    return [(each, seq, "queued", "") for each in sorted(registrations, key=lambda each: each.pk)]


def test_read_messages_are_cancelled_and_cleared_on_all_devices(
    bob: User, garden: Conversation, phone: Registration, tablet: Registration
) -> None:
    read(bob, garden, 3)
    assert ledger(bob) == [(1, "accepted", "")] * 2 + [(2, "accepted", "")] * 2 + [(3, "cancelled", "read")] * 2
    assert clears() == words(3, phone, tablet)
    assert not OutboxEntry.objects.exists()


def test_unread_messages_stay(bob: User, garden: Conversation, phone: Registration, tablet: Registration) -> None:
    read(bob, garden, 1)
    assert ledger(bob)[-1] == (3, "queued", "")
    assert clears() == words(1, phone, tablet)


def test_reading_sends_no_clear_when_nothing_was_delivered(alice: User, bob: User, phone: Registration) -> None:
    place = group(alice, bob)
    post_message(alice, place)
    fan_out_due()
    read(bob, place, 1)
    assert ledger(bob) == [(1, "cancelled", "read")]
    assert clears() == []


def test_other_people_and_places_are_left_alone(alice: User, bob: User, garden: Conversation) -> None:
    carol = person("carol")
    device(carol)
    other = group(alice, bob, carol)
    post_message(alice, other)
    fan_out_due()
    deliver(*Notification.objects.filter(conversation=other))
    before = list(Notification.objects.filter(conversation=other).values())
    read(bob, garden, 3)
    assert list(Notification.objects.filter(conversation=other).values()) == before
    read(bob, other, 1)
    assert ledger(carol) == [(1, "accepted", "")]
    assert ledger(carol, "clear") == []


def test_clear_reaches_up_to_its_seq(
    bob: User, garden: Conversation, phone: Registration, tablet: Registration
) -> None:
    read(bob, garden, 1)
    read(bob, garden, 2)
    assert clears() == words(1, phone, tablet) + words(2, phone, tablet)
    read(bob, garden, 3)
    assert len(clears()) == 4


def test_cleared_notification_is_not_cleared_again(bob: User, garden: Conversation, tablet: Registration) -> None:
    Notification.objects.exclude(registration=tablet).update(cleared_at=timezone.now())
    read(bob, garden, 2)
    assert clears() == words(2, tablet)


def test_a_device_that_is_gone_gets_no_word(
    bob: User, garden: Conversation, phone: Registration, tablet: Registration
) -> None:
    phone.ended_at = timezone.now()
    phone.save()
    tablet.device.ended_at = timezone.now()
    tablet.device.save()
    read(bob, garden, 2)
    assert clears() == []


def test_safari_is_not_woken_for_nothing(alice: User, bob: User) -> None:
    safari = device(bob, "webpush", address="https://web.push.apple.com/abc")
    firefox = device(bob, "webpush", address="https://updates.push.services.mozilla.com/web.push.apple.com/")
    place = group(alice, bob)
    post_message(alice, place)
    fan_out_due()
    deliver(*Notification.objects.all())
    read(bob, place, 1)
    assert set(clears()) == {(safari, 1, "suppressed", "not_by_this"), (firefox, 1, "queued", "")}


def test_by_rest(bob: User, garden: Conversation, phone: Registration, tablet: Registration) -> None:
    answer = App(bob)("PUT", f"conversations/{garden.pk}/receipt", {"read_seq": 2})
    assert answer.status == 200
    fan_out_due()
    assert clears() == words(2, phone, tablet)


def test_by_answering(bob: User, garden: Conversation, phone: Registration, tablet: Registration) -> None:
    post_message(bob, garden)
    fan_out_due()
    assert ledger(bob)[-1] == (3, "cancelled", "read")
    assert clears() == words(4, phone, tablet)


# Late arrivals


@pytest.fixture
def overtaken(bob: User, garden: Conversation) -> Conversation:
    """Bob read the message during the delivery: its notification was cancelled, but the provider accepted it."""
    read(bob, garden, 3)
    Notification.objects.filter(kind="clear").delete()
    deliver(*Notification.objects.filter(kind="message"))
    return garden


def test_a_sweep_clears_what_was_read_while_it_went_out(
    bob: User, overtaken: Conversation, phone: Registration, tablet: Registration
) -> None:
    sweep()
    assert clears() == words(3, phone, tablet)
    sweep()
    assert len(clears()) == 2


def test_notification_delivered_after_the_clear_gets_another_clear(
    bob: User, garden: Conversation, phone: Registration, tablet: Registration
) -> None:
    """It was being sent while the clear was created, and was shown after it."""
    read(bob, garden, 3)
    Notification.objects.filter(kind="clear").update(state="accepted", attempts=1, accepted_at=timezone.now())
    deliver(*Notification.objects.filter(registration=tablet, seq=3))
    sweep()
    assert sorted(clears(), key=lambda each: each[2]) == [(phone, 3, "accepted", ""), (tablet, 3, "queued", "")]
    assert Notification.objects.get(kind="clear", registration=tablet).attempts == 0


def test_word_that_is_on_its_way_is_not_given_again(
    bob: User, overtaken: Conversation, phone: Registration, tablet: Registration
) -> None:
    sweep()
    Notification.objects.filter(kind="clear").update(attempts=1)
    deliver(*Notification.objects.filter(kind="message", seq=3))
    sweep()
    assert clears() == words(3, phone, tablet)
    assert set(Notification.objects.filter(kind="clear").values_list("attempts", flat=True)) == {1}


def test_a_sweep_leaves_what_is_unread(garden: Conversation) -> None:
    sweep()
    assert clears() == []
    assert tidy()["overlooked"] == 0


def test_tidying_finds_older_overlooked_notifications(
    bob: User, overtaken: Conversation, phone: Registration, tablet: Registration
) -> None:
    grow_old(1, conversation=overtaken)
    sweep()
    assert clears() == []
    assert tidy()["overlooked"] == 6
    assert clears() == words(3, phone, tablet)
    assert tidy()["overlooked"] == 0


def test_clear_is_due_at_once(bob: User, garden: Conversation) -> None:
    read(bob, garden, 2)
    row = Notification.objects.filter(kind="clear")[0]
    assert (row.urgency, row.waits, row.attempts) == ("normal", False, 0)
    assert abs(row.due_at - timezone.now()) < timedelta(seconds=10)
