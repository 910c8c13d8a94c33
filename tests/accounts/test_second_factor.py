"""The second factor, where somebody asked to be asked for one."""

import time
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from accounts.models import Device, User
from tests.world import PASSWORD, Answer, Api, browser


@pytest.fixture
def secret(alice: User) -> str:
    secret = str(generate_totp_secret())
    TOTP.activate(alice, secret)
    return secret


def code(secret: str, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def sign_in(code: str | None = None, password: str = PASSWORD) -> Answer:
    body = {"username": "alice", "password": password} | ({} if code is None else {"code": code})
    return Api()("POST", "auth/token", body)


def test_the_code_is_asked_for(alice: User, secret: str) -> None:
    answer = sign_in()
    assert (answer.status, answer.code) == (401, "mfa_required")
    assert sign_in(code(secret)).status == 200
    assert Device.objects.count() == 1


def test_it_is_asked_for_after_the_password_only(alice: User, secret: str) -> None:
    assert sign_in(code(secret), "wrong").code == "not_authenticated"
    assert sign_in(None, "wrong").code == "not_authenticated"


def test_a_wrong_code_is_no_code(alice: User, secret: str) -> None:
    for wrong in ("000000", "x", code(secret, 10), code(secret)[:5]):
        assert sign_in(wrong).code == "not_authenticated"


def test_a_code_works_once(alice: User, secret: str) -> None:
    once = code(secret)
    assert sign_in(once).status == 200
    assert sign_in(once).code == "not_authenticated"


@pytest.mark.parametrize("steps", [-1, 1])
def test_clocks_may_differ_a_little(alice: User, secret: str, steps: int) -> None:
    assert sign_in(code(secret, steps)).status == 200


def test_a_recovery_code_works_once(alice: User, secret: str) -> None:
    first = RecoveryCodes.activate(alice).get_unused_codes()[0]
    assert sign_in(first).status == 200
    assert sign_in(first).code == "not_authenticated"


def test_guessing_stops(alice: User, secret: str, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "second_factor": (3, 3600)}
    for _ in range(3):
        assert sign_in("000000").code == "not_authenticated"
    assert sign_in(code(secret)).code == "rate_limited"


def test_recovery_codes_alone_ask_nothing(alice: User) -> None:
    RecoveryCodes.activate(alice)
    assert sign_in().status == 200


def test_the_page_asks_too_and_the_step_cannot_be_skipped(alice: User, secret: str) -> None:
    client = Client()
    response = client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert Api(client)("GET", "me").code == "not_authenticated"
    assert client.get("/settings/devices/").status_code == 302
    assert not Device.objects.exists()
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert Api(client)("GET", "me").body["username"] == "alice"


def test_setting_one_up_needs_the_password_again(alice: User) -> None:
    assert browser(alice).get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
