"""The second factor, for users who turned it on."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import Device, User
from accounts.operations.changing_password import set_password
from accounts.operations.second_factors import reset_second_factors
from tests.accounts.conftest import SignOuts
from tests.world import PASSWORD, Answer, Api, App, browser


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


def test_second_factor_is_asked_for_only_after_a_correct_password(alice: User, secret: str) -> None:
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


def test_guessing_stops_for_a_day_too(alice: User, secret: str, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "second_factor_day": (3, 86400)}
    for _ in range(3):
        assert sign_in("000000").code == "not_authenticated"
    assert sign_in(code(secret)).code == "rate_limited"


def halfway() -> Client:
    """A browser whose password was right, and that is asked for a code."""
    client = Client()
    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    return client


def test_page_stops_guessing_with_the_api(alice: User, secret: str, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "second_factor": (4, 3600)}
    recovery = RecoveryCodes.activate(alice).get_unused_codes()[0]
    clients = [halfway(), halfway()]
    for client in clients:
        assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert sign_in("000000").code == "not_authenticated"
    stepping = browser(alice)
    stepping.post("/accounts/2fa/reauthenticate/", {"code": "000000"})
    for right in (code(secret), recovery):
        for client in [*clients, halfway()]:
            page = client.post("/accounts/2fa/authenticate/", {"code": right})
            assert page.status_code == 200
            assert page.context["form"].errors["code"] == ["Too many attempts. Try again later."]
        assert stepping.post("/accounts/2fa/reauthenticate/", {"code": right}).status_code == 200
    assert sign_in(code(secret)).code == "rate_limited"


@pytest.mark.parametrize("order", [["page", "api"], ["api", "page"], ["step up", "api"], ["page", "step up"]])
def test_code_works_once_through_any_endpoint(alice: User, secret: str, order: list[str]) -> None:
    once = code(secret)

    def is_taken(endpoint: str) -> bool:
        if endpoint == "api":
            return sign_in(once).status == 200
        if endpoint == "page":
            return halfway().post("/accounts/2fa/authenticate/", {"code": once}).status_code == 302
        return browser(alice).post("/accounts/2fa/reauthenticate/", {"code": once}).status_code == 302

    assert [is_taken(endpoint) for endpoint in order] == [True, False]


def test_code_stays_used_without_the_cache(alice: User, secret: str) -> None:
    once = code(secret)
    assert sign_in(once).status == 200
    cache.clear()
    assert sign_in(once).code == "not_authenticated"


def set_up(client: Client, steps: int = 0) -> str:
    """Set an app up on the page; answers its code."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    used = code(secret, steps)
    assert client.post("/accounts/2fa/totp/activate/", {"code": used}).status_code == 302
    return used


def test_code_that_set_an_app_up_signs_nobody_in(alice: User) -> None:
    used = set_up(browser(alice))
    assert sign_in().code == "mfa_required"
    assert sign_in(used).code == "not_authenticated"


def test_secret_that_is_being_set_up_is_not_stored_in_clear(alice: User) -> None:
    client = browser(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    assert secret not in str(dict(client.session))


def test_wrong_code_sets_nothing_up(alice: User) -> None:
    client = browser(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    page = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert (page.status_code, bool(page.context["form"].errors)) == (200, True)
    assert sign_in().status == 200


def test_setting_up_and_removing_end_other_devices_and_are_told(alice: User, sign_outs: SignOuts) -> None:
    client, app = browser(alice), App(alice)
    with sign_outs() as devices:
        set_up(client)
    assert devices == [str(app.device.pk)]
    assert Api(client)("GET", "me").status == 200
    assert [letter.to for letter in mail.outbox] == [["alice@example.org"]]
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    app = App(alice)
    with sign_outs() as devices:
        assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert devices == [str(app.device.pk)]
    assert len(mail.outbox) == 2
    assert sign_in().status == 200
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_replace_the_old_and_are_told(alice: User) -> None:
    client = browser(alice)
    set_up(client)
    before = RecoveryCodes.activate(alice).get_unused_codes()
    assert client.post("/accounts/2fa/recovery-codes/generate/").status_code == 302
    assert not set(before) & set(RecoveryCodes.activate(alice).get_unused_codes())
    assert len(mail.outbox) == 2


def test_password_that_was_proven_before_a_change_is_proven_no_more(alice: User, secret: str) -> None:
    client = halfway()
    set_password(user=alice, password="a quite different staple")
    assert client.post("/accounts/2fa/authenticate/", {"code": code(secret)}).status_code == 200
    assert Api(client)("GET", "me").code == "not_authenticated"


def test_staff_remove_the_factors_of_who_lost_them(alice: User, secret: str) -> None:
    app = App(alice)
    reset_second_factors(user=alice)
    assert app("GET", "me").code == "token_invalid"
    assert sign_in().status == 200


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


def test_pages_of_the_second_factor_are_in_our_own_words(alice: User) -> None:
    client = browser(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    headings = {"totp/activate": heading(client, "totp/activate")}
    set_up(client)
    for page in ("recovery-codes", "recovery-codes/generate", "totp/deactivate"):
        headings[page] = heading(client, page)
    headings["authenticate"] = heading(halfway(), "authenticate")
    assert headings == {
        "totp/activate": "Set up a second factor",
        "recovery-codes": "Recovery codes",
        "recovery-codes/generate": "New recovery codes",
        "totp/deactivate": "Turn off the second factor",
        "authenticate": "One more step",
    }
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    shown = re.search(r"<textarea[^>]*>([^<]*)<", codes)
    assert shown is not None
    assert shown[1].split() == RecoveryCodes.activate(alice).get_unused_codes()


def heading(client: Client, page: str) -> str:
    [found] = re.findall(r"<h1>(.*?)</h1>", client.get(f"/accounts/2fa/{page}/").content.decode())
    return str(found)
