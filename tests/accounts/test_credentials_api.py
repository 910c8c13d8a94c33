"""Passwords, addresses and second factors over REST: what the pages ask for, the API asks for too."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache

from accounts.models import Device, PendingEmail, User
from accounts.operations.changing_password import set_password
from tests.accounts.emails import token
from tests.accounts.test_second_factor import code, sign_in
from tests.world import PASSWORD, Api, App, browser

NEW = "alice@wonder.example"
OTHER = "a quite different staple"
GUARDED = [
    ("POST", "me/password", {"new_password": OTHER}),
    ("POST", "me/email", {"email": NEW}),
    ("POST", "me/second-factor/totp", {}),
    ("DELETE", "me/second-factor/totp", {}),
    ("POST", "me/second-factor/recovery-codes", {}),
]


def proof(path: str, password: str = PASSWORD) -> dict[str, str]:
    return {"current_password" if path == "me/password" else "password": password}


def reset_key() -> str:
    return str(re.findall(r"/accounts/password/reset/key/(\S+?)/", str(mail.outbox[-1].body))[-1])


@pytest.mark.parametrize(("method", "path", "body"), GUARDED)
def test_change_of_credentials_needs_the_password_or_a_code(
    alice: User, method: str, path: str, body: dict[str, Any]
) -> None:
    app = App(alice)
    assert Api()(method, path, {**body, **proof(path)}).code == "not_authenticated"
    assert app(method, path, body).code == "invalid"
    assert app(method, path, {**body, **proof(path, "wrong")}).code == "not_authenticated"
    assert app(method, path, {**body, "code": "000000"}).code == "not_authenticated"
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    assert not PendingEmail.objects.exists()
    assert not mail.outbox


@pytest.mark.parametrize(("method", "path", "body"), GUARDED)
def test_wrong_passwords_count_with_those_of_sign_in(
    alice: User, settings: Any, method: str, path: str, body: dict[str, Any]
) -> None:
    settings.RATES = {**settings.RATES, "sign_in_account": (2, 3600)}
    app = App(alice)
    for _ in range(2):
        assert app(method, path, {**body, **proof(path, "wrong")}).code == "not_authenticated"
    assert app(method, path, {**body, **proof(path)}).code == "rate_limited"
    assert sign_in().code == "rate_limited"


@pytest.mark.parametrize(("method", "path", "body"), GUARDED)
def test_wrong_codes_count_with_those_of_sign_in(
    alice: User, settings: Any, method: str, path: str, body: dict[str, Any]
) -> None:
    secret = str(generate_totp_secret())
    TOTP.activate(alice, secret)
    settings.RATES = {**settings.RATES, "second_factor": (2, 3600)}
    app = App(alice)
    for _ in range(2):
        assert app(method, path, {**body, "code": "000000"}).code == "not_authenticated"
    assert app(method, path, {**body, "code": code(secret)}).code == "rate_limited"
    assert sign_in(code(secret)).code == "rate_limited"


def test_password_change_keeps_this_device_only(alice: User) -> None:
    here, there, client = App(alice), App(alice), browser(alice)
    answer = here("POST", "me/password", {"current_password": PASSWORD, "new_password": OTHER})
    assert (answer.status, answer.body) == (204, None)
    assert here("GET", "me").status == 200
    assert there("GET", "me").code == "token_invalid"
    assert Api(client)("GET", "me").code == "not_authenticated"
    assert sign_in(password=OTHER).status == 200
    assert len(mail.outbox) == 1


def test_password_change_keeps_the_browser_that_asks(alice: User) -> None:
    client, app = browser(alice), App(alice)
    answer = Api(client)("POST", "me/password", {"current_password": PASSWORD, "new_password": OTHER})
    assert answer.status == 204
    assert Api(client)("GET", "me").status == 200
    assert app("GET", "me").code == "token_invalid"
    assert Device.objects.active().count() == 1


def test_weak_password_is_refused_by_the_field_that_holds_it(alice: User) -> None:
    weak = App(alice)("POST", "me/password", {"current_password": PASSWORD, "new_password": "alice"})
    assert (weak.code, list(weak.body["fields"])) == ("invalid", ["new_password"])
    Api()("POST", "auth/password/reset", {"email": alice.email})
    key = reset_key()
    weak = Api()("POST", "auth/password/reset/confirm", {"key": key, "password": "alice"})
    assert (weak.code, list(weak.body["fields"])) == ("invalid", ["password"])


def test_reset_answers_alike_whether_the_address_is_known(alice: User) -> None:
    answers = [Api()("POST", "auth/password/reset", {"email": each}) for each in (alice.email, "nobody@example.org")]
    assert [(each.status, each.body) for each in answers] == [(202, None)] * 2
    assert [each.to for each in mail.outbox] == [[alice.email], ["nobody@example.org"]]


def test_reset_counts_what_one_address_asks_for(alice: User, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "mail_sender": (2, 3600)}
    for each in (alice.email, "nobody@example.org"):
        assert Api()("POST", "auth/password/reset", {"email": each}).status == 202
    assert Api()("POST", "auth/password/reset", {"email": "else@example.org"}).code == "rate_limited"


@pytest.mark.parametrize("email", ["alice", "", "a@b\0.org"])
def test_reset_refuses_what_is_no_address(db: None, email: str) -> None:
    assert Api()("POST", "auth/password/reset", {"email": email}).code == "invalid"
    assert not mail.outbox


def test_key_of_a_reset_sets_a_password_once_and_ends_every_device(alice: User) -> None:
    app = App(alice)
    Api()("POST", "auth/password/reset", {"email": alice.email})
    body = {"key": reset_key(), "password": OTHER}
    assert Api()("POST", "auth/password/reset/confirm", body).status == 204
    assert app("GET", "me").code == "token_invalid"
    assert sign_in(password=OTHER).status == 200
    assert Api()("POST", "auth/password/reset/confirm", body).code == "invalid"


def test_keys_of_letters_are_tried_so_often(alice: User, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "follow_link": (2, 3600)}
    for path, body in (
        ("auth/password/reset/confirm", {"key": "wrong", "password": OTHER}),
        ("auth/email/confirm", {"key": "wrong"}),
    ):
        assert Api()("POST", path, body).code == "invalid"
    assert Api()("POST", "auth/email/confirm", {"key": "wrong"}).code == "rate_limited"


def test_address_changes_by_the_key_of_its_letter(alice: User) -> None:
    here, there = App(alice), App(alice)
    proposed = here("POST", "me/email", {"email": NEW, "password": PASSWORD})
    state = {"email": "alice@example.org", "is_confirmed": False, "pending": NEW}
    assert (proposed.status, proposed.body) == (202, state)
    assert here("GET", "me/email").body == state
    assert here("POST", "auth/email/confirm", {"key": token()}).status == 204
    assert here("GET", "me/email").body == {"email": NEW, "is_confirmed": True}
    assert there("GET", "me").code == "token_invalid"


def test_key_of_an_address_works_without_signing_in(alice: User) -> None:
    app = App(alice)
    app("POST", "me/email", {"email": NEW, "password": PASSWORD})
    assert Api()("POST", "auth/email/confirm", {"key": token()}).status == 204
    assert app("GET", "me").code == "token_invalid"


def test_withdrawn_change_of_address_waits_no_more(alice: User) -> None:
    app = App(alice)
    app("POST", "me/email", {"email": NEW, "password": PASSWORD})
    assert app("DELETE", "me/email").status == 204
    assert app("GET", "me/email").body == {"email": "alice@example.org", "is_confirmed": False}
    assert Api()("POST", "auth/email/confirm", {"key": token()}).code == "invalid"


def test_change_of_address_answers_alike_whether_it_is_taken(alice: User, bob: User) -> None:
    app = App(bob)
    app("POST", "me/email", {"email": NEW, "password": PASSWORD})
    assert app("POST", "auth/email/confirm", {"key": token()}).status == 204
    answers = [App(alice)("POST", "me/email", {"email": each, "password": PASSWORD}) for each in (NEW, "x@y.example")]
    assert [each.status for each in answers] == [202, 202]
    assert [set(each.body) for each in answers] == [{"email", "is_confirmed", "pending"}] * 2


def begin(app: Api) -> str:
    started = app("POST", "me/second-factor/totp", {"password": PASSWORD})
    assert started.status == 200
    assert started.body["secret"] in started.body["uri"]
    return str(started.body["secret"])


def test_authenticator_app_is_set_up_and_removed(alice: User) -> None:
    here, there = App(alice), App(alice)
    assert here("GET", "me/second-factor").body == {"totp": False, "recovery_codes_left": 0}
    secret = begin(here)
    assert sign_in().status == 200
    spent = code(secret)
    done = here("POST", "me/second-factor/totp/confirm", {"code": spent})
    assert (done.status, len(done.body["recovery_codes"])) == (200, 10)
    assert there("GET", "me").code == "token_invalid"
    assert here("GET", "me/second-factor").body == {"totp": True, "recovery_codes_left": 10}
    assert sign_in().code == "mfa_required"
    assert sign_in(spent).code == "not_authenticated"
    assert here("POST", "me/second-factor/totp", {"password": PASSWORD}).code == "conflict"
    by_code = {"code": done.body["recovery_codes"][0]}
    renewed = here("POST", "me/second-factor/recovery-codes", by_code)
    assert not set(done.body["recovery_codes"]) & set(renewed.body["recovery_codes"])
    assert here("DELETE", "me/second-factor/totp", {"code": renewed.body["recovery_codes"][0]}).status == 204
    assert here("DELETE", "me/second-factor/totp", {"password": PASSWORD}).code == "not_found"
    assert here("POST", "me/second-factor/recovery-codes", {"password": PASSWORD}).code == "not_found"
    assert not Authenticator.objects.exists()
    assert sign_in().status == 200


def test_proposed_secret_waits_for_a_code_at_its_device(alice: User) -> None:
    here, there = App(alice), App(alice)
    secret = begin(here)
    confirm = {"code": code(secret)}
    assert there("POST", "me/second-factor/totp/confirm", confirm).code == "not_found"
    assert here("POST", "me/second-factor/totp/confirm", {"code": "000000"}).code == "not_authenticated"
    assert not Authenticator.objects.exists()
    assert here("POST", "me/second-factor/totp/confirm", confirm).status == 200


def test_proposed_secret_dies_with_a_password(alice: User) -> None:
    here = App(alice)
    secret = begin(here)
    set_password(user=alice, password=OTHER, current=here.device)
    assert here("POST", "me/second-factor/totp/confirm", {"code": code(secret)}).code == "not_found"


def test_proposed_secret_is_not_kept_in_clear(alice: User) -> None:
    here = App(alice)
    secret = begin(here)
    assert secret not in cache.get(f"totp:{here.device.pk}")


def test_guesses_at_a_proposed_secret_stop(alice: User, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "second_factor": (2, 3600)}
    here = App(alice)
    secret = begin(here)
    for _ in range(2):
        assert here("POST", "me/second-factor/totp/confirm", {"code": "000000"}).code == "not_authenticated"
    assert here("POST", "me/second-factor/totp/confirm", {"code": code(secret)}).code == "rate_limited"
