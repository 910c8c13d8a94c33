"""The answers of each push service, and their effects."""

from collections import Counter
from typing import Any

import pytest

from accounts.models import User
from notifications.delivery.channels.outcome import Accepted, Broken, Later
from notifications.delivery.leasing import lease
from notifications.delivery.recording import LONGEST_PAUSE, backoff, line_of, record_results
from notifications.delivery.sending import IN_FLIGHT, MOST_HELD
from notifications.models import Notification
from tests.notifications.providers import Providers
from tests.notifications.pushing import deliver, due_now, outcome, queue, registration, seconds_until

CHANNELS = ["webpush", "fcm", "apns"]


@pytest.mark.parametrize("channel", CHANNELS)
def test_accepted_push_is_recorded(channel: str, push: Providers, alice: User) -> None:
    mine = registration(push, alice, channel)
    row = queue(mine)
    assert deliver(row) == [("accepted", "")]
    assert row.attempts == 1
    assert row.sent_at is not None
    assert row.accepted_at is not None
    (came,) = push.received(channel, mine.address)
    assert came.is_taken, came


@pytest.mark.parametrize(
    ("channel", "answer"), [*((each, "gone") for each in CHANNELS), ("webpush", "unknown"), ("apns", "unknown")]
)
def test_an_address_that_leads_nowhere_ends(channel: str, answer: str, push: Providers, alice: User) -> None:
    gone, other = registration(push, alice, channel), registration(push, alice, channel)
    push.answer(channel, answer, token=gone.address)
    row, elsewhere = queue(gone), queue(other)
    assert deliver(row, elsewhere) == [("failed", "gone"), ("accepted", "")]
    gone.refresh_from_db()
    other.refresh_from_db()
    assert (gone.ended_why, other.ended_at) == ("gone", None)
    later = queue(gone)
    assert deliver(later) == [("cancelled", "gone")]
    assert later.attempts == 0


@pytest.mark.parametrize("channel", CHANNELS)
def test_refused_push_is_not_retried(channel: str, push: Providers, alice: User) -> None:
    push.answer(channel, "refused")
    row = queue(registration(push, alice, channel))
    assert deliver(row) == [("failed", "refused")]
    assert row.error.startswith("400")
    assert row.registration is not None
    assert row.registration.ended_at is None


@pytest.mark.parametrize("channel", CHANNELS)
def test_busy_service_is_retried_at_the_time_it_names(channel: str, push: Providers, alice: User) -> None:
    push.answer(channel, "busy", retry_after=7)
    row = queue(registration(push, alice, channel))
    assert deliver(row) == [("queued", "")]
    assert 5 < seconds_until(row) <= 7
    assert row.error.startswith("429")
    push.answer(channel)
    due_now()
    assert deliver(row) == [("accepted", "")]
    assert (row.attempts, row.error) == (2, "")


@pytest.mark.parametrize("channel", CHANNELS)
def test_broken_service_is_retried_soon(channel: str, push: Providers, alice: User) -> None:
    mine = registration(push, alice, channel)
    push.answer(channel, "broken")
    row = queue(mine)
    result = deliver(row)
    assert result == [("queued", "")]
    assert row.error.startswith("500")
    push.answer(channel)
    due_now()
    assert deliver(row) == [("accepted", "")]


@pytest.mark.parametrize("channel", CHANNELS)
def test_unreachable_service_is_retried(channel: str, push: Providers, alice: User, settings: Any) -> None:
    mine = registration(push, alice, channel)
    nowhere = "https://localhost:9"
    settings.FCM_URL = settings.APNS_URL = nowhere
    settings.PUSH_HOSTS = [*settings.PUSH_HOSTS, "127.0.0.1:9"]
    if channel == "webpush":
        mine.address = "http://127.0.0.1:9/notify/1"
        mine.save()
    row = queue(mine)
    assert deliver(row) == [("queued", "")]
    assert "Connect" in row.error


def test_hanging_service_times_out_and_delays_no_other(
    push: Providers, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.delivery.channels.http.TIMEOUT", 5.0)
    monkeypatch.setattr("notifications.delivery.delivering.LONGEST", 4.0)
    push.answer("fcm", "hang")
    # More than all origins may hold, and older than all others; after one is given up, no other is accepted.
    phone = registration(push, alice, "fcm")
    hanging = [queue(phone) for _ in range(MOST_HELD + 20)]
    due_now()
    others = [queue(registration(push, alice, channel)) for channel in ("webpush", "apns") for _ in range(30)]
    assert set(deliver(*others)) == {("accepted", "")}
    assert {outcome(row) for row in hanging} == {("queued", "")}
    tried = [row for row in hanging if row.error.startswith(("no answer", "ReadTimeout"))]
    assert len(tried) == IN_FLIGHT
    came = [each.time for each in push.received() if each.provider in ("webpush", "apns")]
    given_up = min(row.sent_at.timestamp() for row in tried if row.sent_at)
    assert max(came) < given_up, "the others waited for the one that hangs"
    assert Counter(row.attempts for row in hanging) == {1: IN_FLIGHT, 0: len(hanging) - IN_FLIGHT}, "it was not in use"


def test_the_pause_grows_and_is_bounded() -> None:
    for attempts in range(1, 40):
        most = min(LONGEST_PAUSE, 2 ** (attempts - 1))
        drawn = [backoff(attempts) for _ in range(200)]
        assert all(0 <= each <= most for each in drawn)
        assert max(drawn) > most / 2 > min(drawn), "they all came back together"


def test_push_is_given_up_after_a_day(push: Providers, alice: User) -> None:
    push.answer("webpush", "broken")
    mine = registration(push, alice)
    old, young = queue(mine, age=86_500), queue(mine, age=86_000)
    assert deliver(old, young) == [("failed", "unreachable"), ("queued", "")]


def test_nobody_is_let_ask_for_more_than_an_hour(push: Providers, alice: User) -> None:
    push.answer("webpush", "busy", retry_after=10**9)
    row = queue(registration(push, alice))
    deliver(row)
    assert 3590 < seconds_until(row) <= 3600


def test_push_that_raises_is_set_aside_and_stops_no_other(push: Providers, alice: User) -> None:
    broken = registration(push, alice, p256dh="no key at all")
    row, other = queue(broken), queue(registration(push, alice))
    assert deliver(row, other) == [("queued", ""), ("accepted", "")]
    for _ in range(4):
        assert outcome(row) == ("queued", "")
        due_now()
        deliver(row)
    assert outcome(row) == ("failed", "broken")
    assert row.error.startswith("5× ")
    assert row.attempts == 5


def test_count_of_exceptions_restarts_after_another_error(push: Providers, alice: User) -> None:
    queue(registration(push, alice))
    (due,) = lease(1)
    assert line_of(due._replace(error="4× KeyError"), Broken("KeyError")).state == "failed"
    assert line_of(due._replace(error="500"), Broken("KeyError")).state == "queued"
    assert line_of(due._replace(error="4× KeyError"), Later(None, "500")).error == "500"


def test_push_that_kills_its_worker_each_time_is_set_aside(push: Providers, alice: User) -> None:
    row = queue(registration(push, alice), attempts=5)
    assert deliver(row) == [("failed", "broken")]
    assert not push.received("webpush")


@pytest.mark.parametrize("channel", ["fcm", "apns"])
def test_without_a_key_of_ours_it_says_so(channel: str, push: Providers, alice: User, settings: Any) -> None:
    row = queue(registration(push, alice, channel))
    settings.FCM_CREDENTIALS = settings.APNS_KEY = ""
    assert deliver(row) == [("failed", "not_set_up")]


@pytest.mark.parametrize("channel", ["fcm", "apns"])
def test_a_key_that_cannot_be_read_can_be_mended(channel: str, push: Providers, alice: User, settings: Any) -> None:
    row = queue(registration(push, alice, channel))
    before = settings.FCM_CREDENTIALS, settings.APNS_KEY
    settings.FCM_CREDENTIALS = settings.APNS_KEY = "/nowhere"
    settings.APNS_KEY_ID = "ANOTHERONE"
    assert deliver(row) == [("queued", "")]
    assert "FileNotFoundError" in row.error
    settings.FCM_CREDENTIALS, settings.APNS_KEY = before
    settings.APNS_KEY_ID = push.environment["APNS_KEY_ID"]
    due_now()
    assert deliver(row) == [("accepted", "")]


def test_accepted_push_is_recorded_even_when_it_was_cancelled(push: Providers, alice: User) -> None:
    row = queue(registration(push, alice))
    (due,) = lease(1)
    Notification.objects.filter(pk=row.pk).update(state="cancelled", reason="read")
    record_results([(due, Later(None, "500"))])
    assert outcome(row) == ("cancelled", "read")
    record_results([(due, Accepted())])
    assert outcome(row) == ("accepted", "")
