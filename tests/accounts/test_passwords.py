"""Changing and resetting a password: every other installation is signed out."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client

from accounts.models import PendingEmail, User
from accounts.operations.changing_email import propose_email
from tests.accounts.conftest import SignOuts
from tests.world import PASSWORD, Api, App, browser, device_of

NEW = "a quite different staple"


def change(client: Client, old: str = PASSWORD, new: str = NEW) -> Any:
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new})


def can_sign_in(password: str) -> bool:
    return Api()("POST", "auth/token", {"username": "alice", "password": password}).status == 200


def test_a_change_signs_out_everywhere_else(alice: User, sign_outs: SignOuts) -> None:
    here, there, app = browser(alice), browser(alice), App(alice)
    expected = {str(device_of(there).pk), str(app.device.pk)}
    with sign_outs() as devices:
        response = change(here)
    assert (response.status_code, response["Location"]) == (302, "/settings/account/")
    assert set(devices) == expected
    assert Api(here)("GET", "me").status == 200
    assert Api(there)("GET", "me").code == "not_authenticated"
    assert app("GET", "me").code == "token_invalid"
    assert Api()("POST", "auth/token/refresh", {"refresh": app.refresh}).code == "token_invalid"
    assert (can_sign_in(PASSWORD), can_sign_in(NEW)) == (False, True)


def test_the_device_follows_its_session_to_the_new_key(alice: User) -> None:
    client = browser(alice)
    device, key = device_of(client), client.session.session_key
    change(client)
    device.refresh_from_db()
    assert client.session.session_key == device.session_key != key
    Api(App(alice).client, Authorization=f"Bearer {App(alice).access}")("DELETE", f"me/devices/{device.pk}")
    assert Api(client)("GET", "me").code == "not_authenticated"


def test_a_change_is_told_by_mail(alice: User) -> None:
    change(browser(alice))
    assert [letter.to for letter in mail.outbox] == [["alice@example.org"]]


def test_a_session_from_before_a_change_by_the_shell_is_dead(alice: User) -> None:
    client = browser(alice)
    assert Api(client)("GET", "me").status == 200
    alice.set_password(NEW)
    alice.save()
    assert Api(client)("GET", "me").code == "not_authenticated"


@pytest.mark.parametrize(("old", "new"), [("wrong", NEW), (PASSWORD, "short"), (PASSWORD, "alice@example.org")])
def test_a_change_that_will_not_do_changes_nothing(alice: User, old: str, new: str) -> None:
    app = App(alice)
    assert change(browser(alice), old, new).status_code == 200
    assert can_sign_in(PASSWORD)
    assert app("GET", "me").status == 200


def ask_for_reset(email: str = "alice@example.org") -> Any:
    return Client().post("/accounts/password/reset/", {"email": email})


def link_in(letter: EmailMessage) -> str:
    found = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", str(letter.body))
    assert found is not None
    return found[1]


def reset(link: str, password: str = NEW) -> Any:
    client = Client()
    response = client.get(link)
    if response.status_code == 200:
        return response
    return client.post(response["Location"], {"password1": password, "password2": password})


def test_a_reset_by_mail_signs_out_everywhere(alice: User, sign_outs: SignOuts) -> None:
    client, app = browser(alice), App(alice)
    ask_for_reset()
    with sign_outs() as devices:
        assert reset(link_in(mail.outbox[0]))["Location"] == "/accounts/password/reset/key/done/"
    assert len(devices) == 2
    assert Api(client)("GET", "me").code == "not_authenticated"
    assert app("GET", "me").code == "token_invalid"
    assert (can_sign_in(PASSWORD), can_sign_in(NEW)) == (False, True)


def test_a_link_works_once(alice: User) -> None:
    ask_for_reset()
    link = link_in(mail.outbox[0])
    reset(link)
    assert reset(link, "yet another staple").status_code == 200
    assert can_sign_in(NEW)


def test_a_link_is_dead_after_a_change(alice: User) -> None:
    ask_for_reset()
    change(browser(alice))
    reset(link_in(mail.outbox[0]), "yet another staple")
    assert can_sign_in(NEW)


def test_a_link_is_dead_after_an_hour(alice: User, settings: Any) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT == 3600
    ask_for_reset()
    settings.PASSWORD_RESET_TIMEOUT = -1
    reset(link_in(mail.outbox[0]))
    assert can_sign_in(PASSWORD)


def test_the_key_is_in_no_address_that_a_page_could_pass_on(alice: User) -> None:
    ask_for_reset()
    link = link_in(mail.outbox[0])
    location = Client().get(link)["Location"]
    assert location.endswith("-set-password/")


def test_a_stranger_who_asks_looks_like_anybody(alice: User) -> None:
    answers = [ask_for_reset(email) for email in ("alice@example.org", "nobody@example.org", "\u0251lice@example.org")]
    assert {(each.status_code, each["Location"]) for each in answers[:2]} == {(302, "/accounts/password/reset/done/")}
    assert [letter.to for letter in mail.outbox] == [["alice@example.org"], ["nobody@example.org"]]
    assert "password/reset/key" not in str(mail.outbox[1].body)


def test_a_forged_host_makes_no_link(alice: User) -> None:
    response = Client(headers={"host": "evil.example"}).post(
        "/accounts/password/reset/", {"email": "alice@example.org"}
    )
    assert response.status_code == 400
    assert mail.outbox == []


COMPOSED, DECOMPOSED = "caf\u00e9 au lait \u2460", "cafe\u0301 au lait 1"


@pytest.mark.parametrize(("given", "typed"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)])
def test_password_is_one_however_its_characters_are_composed(alice: User, given: str, typed: str) -> None:
    change(browser(alice), new=given)
    assert can_sign_in(typed)
    assert not can_sign_in("cafe au lait 1")


@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED])
def test_password_from_before_it_was_normalized_still_works(alice: User, typed: str) -> None:
    User.objects.filter(pk=alice.pk).update(password=make_password(typed))
    assert can_sign_in(typed)


def test_changepassword_command_signs_out_and_kills_links(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    app = App(alice)
    ask_for_reset()
    propose_email(actor=alice, email="alice@wonder.example", password=PASSWORD, address="10.0.0.1")
    monkeypatch.setattr("getpass.getpass", lambda *_, **__: NEW)
    call_command("changepassword", "alice")
    assert can_sign_in(NEW)
    assert app("GET", "me").code == "token_invalid"
    assert not PendingEmail.objects.exists()
    reset(link_in(mail.outbox[0]), "yet another staple")
    assert can_sign_in(NEW)


def test_reset_link_dies_with_a_second_factor_and_an_address(alice: User) -> None:
    def set_up() -> None:
        TOTP.activate(alice, generate_totp_secret())

    def move() -> None:
        User.objects.filter(pk=alice.pk).update(email="alice@wonder.example")

    for kill in (set_up, move):
        ask_for_reset()
        found = link_in(mail.outbox[-1])
        kill()
        reset(found, "yet another staple")
        assert User.objects.get(pk=alice.pk).check_password(PASSWORD)


def test_letter_leads_to_the_sites_address_whatever_host_was_asked(alice: User) -> None:
    Client(headers={"host": "chat.example.org"}).post("/accounts/password/reset/", {"email": "alice@example.org"})
    assert "http://localhost:8000/" in str(mail.outbox[0].body)
    assert "chat.example.org" not in str(mail.outbox[0].body)
