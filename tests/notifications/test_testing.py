"""A device asks for a test notification, and reports what it showed."""

from typing import Any

import pytest
from django.test import TestCase

from accounts.models import User
from notifications.models import Notification, Registration
from notifications.registration.testing import MOST as MOST_TESTS
from tests.notifications.providers import Providers
from tests.notifications.pushing import PATH, deliver, queue, register
from tests.world import Api, App


def test_a_test_is_sent(push: Providers, alice: User) -> None:
    app = App(alice)
    id = register(app, push).body["id"]
    said = app("POST", f"{PATH}/{id}/test")
    assert (said.status, said.body["kind"], said.body["state"]) == (201, "test", "queued")
    deliver()
    assert app("GET", f"notifications/{said.body['id']}").body["state"] == "accepted"
    (came,) = push.received("webpush")
    assert (came.payload["kind"], came.payload["tag"], came.payload["title"]) == ("test", "test", "Parlance")


def test_the_worker_hears_of_a_test(push: Providers, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    monkeypatch.setattr("notifications.registration.testing.queue_delivery", calls.append)
    app = App(alice)
    id = register(app, push).body["id"]
    with TestCase.captureOnCommitCallbacks(execute=True):
        app("POST", f"{PATH}/{id}/test")
    assert len(calls) == 1


def test_tests_are_not_sent_without_end(push: Providers, alice: User) -> None:
    app = App(alice)
    id = register(app, push).body["id"]
    for _ in range(MOST_TESTS):
        assert app("POST", f"{PATH}/{id}/test").status == 201
    assert app("POST", f"{PATH}/{id}/test").code == "rate_limited"


def test_shown_is_reported_with_the_payloads_token(push: Providers, alice: User) -> None:
    app = App(alice)
    register(app, push)
    rows = [queue(Registration.objects.get()) for _ in range(2)]
    deliver(*rows)
    token = push.received("webpush")[0].payload["token"]
    mine = next(row for row in rows if token.startswith(f"{row.pk}:"))
    other = next(row for row in rows if row != mine)
    for altered in (token[:-1], f"{other.pk}:{token.partition(':')[2]}", "x", ""):
        assert Api()("POST", "notifications/shown", {"token": altered}).status == 204
    assert not Notification.objects.exclude(shown_at=None).exists()
    assert Api()("POST", "notifications/shown", {"token": token}).status == 204
    assert list(Notification.objects.exclude(shown_at=None)) == [mine]
    shown_at = Notification.objects.get(pk=mine.pk).shown_at
    Api()("POST", "notifications/shown", {"token": token})
    assert Notification.objects.get(pk=mine.pk).shown_at == shown_at


@pytest.mark.parametrize("said", [{}, {"token": 1}, {"token": "x" * 501}, []])
def test_shown_refuses_malformed_input(said: Any, db: None) -> None:
    assert Api()("POST", "notifications/shown", said).code == "invalid"
