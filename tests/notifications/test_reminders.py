"""Reminders of saved messages: when they fire, whom they notify, and what ends them."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from chatproject.backups.voiding import void_pending
from conversations.models import Conversation, Membership
from messaging.models import SavedMessage
from messaging.presence.board import active_mark
from notifications.models import Registration
from tests.conversations.world import event, listening
from tests.notifications.conftest import Board
from tests.notifications.providers import Providers, Received
from tests.notifications.pushing import CHANNELS, deliver, due_now, fields, registration
from tests.notifications.reminders import fire, reminders, saved
from tests.notifications.telling import device, post_message, prefer
from tests.verbs import delete_message
from tests.verbs.saving import remove_saved, save_message, update_saved

pytestmark = pytest.mark.django_db
QUEUED = (1, "queued", "")


@pytest.fixture
def said(alice: User, garden: Conversation) -> int:
    return post_message(alice, garden, "Water the *roses*")


def test_reminder_fires_once_its_time_has_come(bob: User, garden: Conversation, said: int) -> None:
    device(bob)
    entry = saved(bob, garden, said, minutes=1)
    assert (fire(), reminders(bob)) == (0, [])
    SavedMessage.objects.update(remind_at=timezone.now() - timedelta(seconds=1))
    with listening() as published:
        assert fire() == 1
    assert [event(each)["changed"] for each in published if each.group == f"u.{bob.pk}"] == [["saved"]]
    assert (fire(), reminders(bob)) == (0, [QUEUED])
    entry.refresh_from_db()
    assert entry.reminded_at is not None


@pytest.mark.parametrize("quiet", ["do_not_disturb", "quiet_hours", "muted", "nothing", "read", "active", "left"])
def test_reminder_comes_through_what_holds_messages_back(
    bob: User, garden: Conversation, said: int, board: Board, quiet: str
) -> None:
    device(bob)
    mine, tomorrow = Membership.objects.filter(user=bob), timezone.now() + timedelta(days=1)
    match quiet:
        case "do_not_disturb":
            prefer(bob, muted_until=tomorrow)
        case "quiet_hours":
            prefer(bob, quiet_from=time(0, 0), quiet_until=time(23, 59))
        case "muted":
            mine.update(muted_until=tomorrow)
        case "nothing":
            mine.update(notify="nothing")
        case "read":
            mine.update(read_seq=said, delivered_seq=said)
        case "active":
            board(active_mark(str(bob.pk)))
        case "left":
            mine.update(left_at=timezone.now())
    saved(bob, garden, said)
    assert (fire(), reminders(bob)) == (1, [QUEUED])


@pytest.mark.parametrize("what", ["done", "removed", "put off", "without"])
def test_reminder_does_not_fire_once_it_is_not_wanted(bob: User, garden: Conversation, said: int, what: str) -> None:
    device(bob)
    saved(bob, garden, said)
    _end(bob, garden, said, what)
    assert (fire(), reminders(bob)) == (0, [])


@pytest.mark.parametrize("what", ["done", "removed", "put off", "without"])
def test_waiting_notification_is_not_sent_once_it_is_not_wanted(
    push: Providers, bob: User, garden: Conversation, said: int, what: str
) -> None:
    mine = registration(push, bob)
    saved(bob, garden, said)
    fire()
    _end(bob, garden, said, what)
    deliver()
    assert (reminders(bob), pushed(push, mine)) == ([(1, "cancelled", "done")], [])


def pushed(push: Providers, to: Registration) -> list[Received]:
    """Returns the reminders that the push service received, without the messages."""
    return [came for came in push.received(to.channel, to.address) if fields(came)["kind"] == "reminder"]


def _end(user: User, conversation: Conversation, seq: int, what: str) -> None:
    given: dict[str, Any] = {"actor": user, "conversation": conversation.pk, "seq": seq}
    match what:
        case "done":
            update_saved(**given, done=True)
        case "removed":
            remove_saved(**given)
        case "put off":
            update_saved(**given, remind_at=timezone.now() + timedelta(hours=1))
        case "without":
            update_saved(**given, remind_at=None)


def test_reminder_that_was_put_off_fires_again(push: Providers, bob: User, garden: Conversation, said: int) -> None:
    mine = registration(push, bob)
    saved(bob, garden, said)
    for number in (1, 2):
        assert fire() == 1
        due_now()
        deliver()
        assert reminders(bob) == [(1, "accepted", "")]
        assert len(pushed(push, mine)) == number
        _end(bob, garden, said, "put off")
        assert fire() == 0
        SavedMessage.objects.update(remind_at=timezone.now() - timedelta(seconds=1))


def test_saving_again_does_not_fire_again(bob: User, garden: Conversation, said: int) -> None:
    """A client repeats a command whose reply it did not receive."""
    entry = saved(bob, garden, said)
    fire()
    save_message(actor=bob, conversation=garden.pk, seq=said, remind_at=entry.remind_at)
    update_saved(actor=bob, conversation=garden.pk, seq=said, remind_at=entry.remind_at, note="A note")
    update_saved(actor=bob, conversation=garden.pk, seq=said, done=True)
    update_saved(actor=bob, conversation=garden.pk, seq=said, done=False)
    assert fire() == 0


def test_device_whose_notifications_are_off_is_not_notified(bob: User, garden: Conversation, said: int) -> None:
    device(bob, is_enabled=False)
    device(bob, ended_at=timezone.now(), ended_why="gone")
    saved(bob, garden, said)
    fire()
    assert reminders(bob) == [(1, "suppressed", "off")]


def test_clock_of_a_worker_fires_nothing_early_or_twice(
    bob: User, garden: Conversation, said: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = timezone.now
    saved(bob, garden, said, minutes=30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: real() + timedelta(hours=1))
    assert fire() == 0
    SavedMessage.objects.update(remind_at=real() - timedelta(minutes=30))
    monkeypatch.setattr("django.utils.timezone.now", lambda: real() - timedelta(hours=1))
    assert [fire(), fire()] == [1, 0]


def test_clock_of_the_database_that_is_set_back_fires_nothing_twice(bob: User, garden: Conversation, said: int) -> None:
    saved(bob, garden, said)
    assert fire() == 1
    later = timezone.now() + timedelta(hours=1)
    SavedMessage.objects.update(remind_at=later, reminded_at=later)
    assert fire() == 0
    SavedMessage.objects.update(remind_at=later - timedelta(hours=2))
    assert fire() == 0


def test_restored_reminders_that_may_have_fired_are_due_and_notify_no_one(
    bob: User, garden: Conversation, said: int, alice: User
) -> None:
    device(bob)
    fired = saved(bob, garden, said, reminded_at=timezone.now())
    passed = saved(bob, garden, post_message(alice, garden))
    ahead = saved(bob, garden, post_message(alice, garden), minutes=5)
    void_pending()
    assert fire() == 0
    assert reminders(bob) == []
    for entry, is_due in ((fired, True), (passed, True), (ahead, False)):
        entry.refresh_from_db()
        assert (entry.reminded_at is not None) == is_due
    SavedMessage.objects.filter(pk=ahead.pk).update(remind_at=timezone.now())
    assert fire() == 1


def test_reminder_from_while_the_server_was_off_fires_once_and_late(bob: User, garden: Conversation, said: int) -> None:
    device(bob)
    saved(bob, garden, said, minutes=-3 * 24 * 60)
    assert [fire(), fire()] == [1, 0]
    assert reminders(bob) == [QUEUED]


@pytest.mark.parametrize("channel", CHANNELS)
def test_push_has_the_note_or_else_the_message(
    push: Providers, alice: User, bob: User, garden: Conversation, said: int, channel: str
) -> None:
    prefer(bob, privacy="full")
    other = post_message(alice, garden, "And *feed* the cat")
    texts = {}
    for seq, note in ((said, "Before noon"), (other, "")):
        mine = registration(push, bob, channel)
        saved(bob, garden, seq, note=note)
        fire()
        deliver()
        [came] = pushed(push, mine)
        texts[seq] = fields(came)["title"], fields(came)["body"], fields(came)["url"]
        mine.delete()
    assert texts[said] == ("Reminder", "Before noon", f"/c/{garden.pk}/{said}")
    assert texts[other] == ("Reminder", "alice: And feed the cat", f"/c/{garden.pk}/{other}")


@pytest.mark.parametrize("privacy", ["sender", "nothing"])
@pytest.mark.parametrize("gone", ["here", "deleted", "left"])
def test_push_reveals_as_much_as_the_user_wants_and_may_see(
    push: Providers, alice: User, bob: User, garden: Conversation, said: int, privacy: str, gone: str
) -> None:
    prefer(bob, privacy=privacy)
    mine = registration(push, bob)
    saved(bob, garden, said, note="Before noon")
    if gone == "deleted":
        delete_message(actor=alice, conversation=garden.pk, seq=said)
    elif gone == "left":
        Membership.objects.filter(user=bob).update(left_at=timezone.now())
    fire()
    deliver()
    [came] = pushed(push, mine)
    is_named = (privacy, gone) == ("sender", "here")
    assert fields(came)["body"] == ("A message from alice" if is_named else "A message that you saved")
    assert fields(came)["url"] == (f"/c/{garden.pk}/{said}" if gone == "here" else "/saved")
    assert fields(came)["tag"] == f"r.{garden.pk}.{said}"
