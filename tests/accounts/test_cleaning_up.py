"""Deleting sessions, tokens and devices that can no longer be used."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts.models import Device, User
from accounts.operations import cleaning_up
from accounts.operations.cleaning_up import clean_up
from accounts.tasks import clean_up_accounts
from tests.accounts.conftest import SignOuts
from tests.world import Api, App, browser, device_of

LONG_AGO = timezone.now() - timedelta(days=400)


def test_cleaning_up_keeps_sessions_and_devices_in_use(alice: User) -> None:
    client, app = browser(alice), App(alice)
    Device.objects.update(created_at=LONG_AGO)
    assert set(clean_up().values()) == {0}
    assert Api(client)("GET", "me").status == 200
    assert app("GET", "me").status == 200


def test_a_browser_whose_session_expired_is_ended(alice: User, sign_outs: SignOuts) -> None:
    client = browser(alice)
    device = device_of(client)
    Device.objects.update(created_at=LONG_AGO)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    with sign_outs() as devices:
        clean_up()
    assert devices == [str(device.pk)]
    assert not Session.objects.exists()


def test_an_app_that_never_came_back_is_ended(alice: User) -> None:
    app = App(alice)
    Device.objects.update(created_at=LONG_AGO, rotated_at=timezone.now() - timedelta(days=59))
    assert clean_up()["devices_ended"] == 0
    Device.objects.update(rotated_at=timezone.now() - timedelta(days=61))
    assert clean_up()["devices_ended"] == 1
    assert app("GET", "me").code == "token_invalid"


def test_a_device_that_ended_is_remembered_a_while(alice: User) -> None:
    App(alice)
    Device.objects.update(ended_at=timezone.now() - timedelta(days=89))
    assert clean_up()["devices"] == 0
    Device.objects.update(ended_at=timezone.now() - timedelta(days=91))
    assert clean_up()["devices"] == 1
    assert not Device.objects.exists()


def test_spent_tokens_go_and_live_ones_stay(alice: User) -> None:
    app = App(alice)
    pair = Api()("POST", "auth/token/refresh", {"refresh": app.refresh}).body
    assert clean_up()["tokens"] == 0
    BlacklistedToken.objects.update(blacklisted_at=timezone.now() - timedelta(hours=2))
    assert clean_up()["tokens"] == 1
    assert Api()("POST", "auth/token/refresh", {"refresh": pair["refresh"]}).status == 200


def test_expired_tokens_go(alice: User) -> None:
    App(alice)
    OutstandingToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert clean_up()["tokens"] == 1


def test_cleaning_up_deletes_in_bounded_pieces(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning_up, "PIECE", 2)
    for _ in range(3):
        App(alice)
    Device.objects.update(ended_at=LONG_AGO)
    assert [clean_up()["devices"] for _ in range(3)] == [2, 1, 0]


def test_the_task_does_it(alice: User) -> None:
    App(alice)
    Device.objects.update(ended_at=LONG_AGO)
    clean_up_accounts()
    assert not Device.objects.exists()
