"""A new email address counts once its owner followed the link."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client

from accounts.models import PendingEmail, User
from accounts.operations import changing_email
from accounts.operations.changing_email import confirm_email, propose_email
from chatproject.contract.errors import Conflict, Invalid, NotAuthenticated
from tests.accounts.conftest import SignOuts
from tests.accounts.emails import (
    NEW,
    OLD,
    ask,
    confirmed,
    email_of,
    link,
    new_address,
    new_factor,
    new_password,
    propose,
    token,
)
from tests.accounts.test_second_factor import code
from tests.world import PASSWORD, Api, App, browser


def test_the_address_changes_when_the_link_is_followed(alice: User, sign_outs: SignOuts) -> None:
    client, app = browser(alice), App(alice)
    assert ask(client).status_code == 302
    assert [letter.to for letter in mail.outbox] == [[NEW]]
    client.get(link())
    assert email_of(alice) == OLD
    with sign_outs() as devices:
        client.post(link())
    assert email_of(alice) == NEW
    assert EmailAddress.objects.get(user=alice).email == NEW
    assert devices == [str(app.device.pk)]
    assert Api(client)("GET", "me").body["email"] == NEW
    assert mail.outbox[-1].to == [OLD]


def test_the_link_works_in_another_browser_and_once(alice: User) -> None:
    ask(browser(alice))
    found = link()
    assert Client().post(found)["Location"] == "/accounts/login/"
    assert email_of(alice) == NEW
    User.objects.filter(pk=alice.pk).update(email="third@example.org")
    Client().post(found)
    assert email_of(alice) == "third@example.org"


@pytest.mark.parametrize(("email", "password"), [(NEW, "wrong"), ("nonsense", PASSWORD), (OLD, PASSWORD)])
def test_email_change_is_refused_for_invalid_input(alice: User, email: str, password: str) -> None:
    page = ask(browser(alice), email, password)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert mail.outbox == []


def test_address_of_another_account_answers_the_same_and_its_owner_is_told(alice: User, bob: User) -> None:
    confirmed(bob)
    answers = [ask(browser(alice), email) for email in ("bob@example.org", NEW)]
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, "/accounts/email/")] * 2
    assert [letter.to for letter in mail.outbox] == [["bob@example.org"], [NEW]]
    assert "confirm-email" not in str(mail.outbox[0].body)
    assert "It remains the address of your account." in str(mail.outbox[0].body)


def test_email_change_conflicts_when_another_user_confirmed_the_address_first(alice: User, bob: User) -> None:
    found = propose(alice)
    User.objects.filter(pk=bob.pk).update(email=NEW)
    EmailAddress.objects.filter(user=bob).update(email=NEW, verified=True)
    with pytest.raises(Conflict):
        confirm_email(token=found)
    assert email_of(alice) == OLD


@pytest.mark.parametrize("token", ["nonsense", "a:b:c", ""])
def test_a_made_up_link_is_invalid(db: None, token: str) -> None:
    with pytest.raises(Invalid):
        confirm_email(token=token)


def test_a_link_is_dead_after_a_day(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    found = propose(alice)
    monkeypatch.setattr(changing_email, "VALID_FOR", -1)
    with pytest.raises(Invalid):
        confirm_email(token=found)


def test_a_deactivated_person_confirms_nothing(alice: User) -> None:
    found = propose(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    with pytest.raises(Invalid):
        confirm_email(token=found)


def test_the_pages_are_shown(alice: User) -> None:
    client = browser(alice)
    assert client.get("/accounts/email/").status_code == 200
    ask(client)
    assert NEW in client.get("/accounts/email/").content.decode()
    page = client.get(link())
    assert page.status_code == 200
    assert NEW in page.content.decode()
    assert client.get("/accounts/confirm-email/nonsense/").status_code == 404
    assert client.get("/accounts/undo-email/nonsense/").status_code == 404


@pytest.mark.parametrize("change", [new_password, new_factor, new_address])
def test_pending_change_dies_with_a_password_factor_or_address(alice: User, change: Any) -> None:
    found = propose(alice)
    change(alice)
    with pytest.raises(Invalid):
        confirm_email(token=found)
    assert email_of(alice) != NEW


@pytest.mark.parametrize("change", [new_password, new_factor, new_address])
def test_link_that_confirms_dies_with_a_password_factor_or_address(alice: User, change: Any) -> None:
    App(alice)("POST", "me/email/confirmation")
    found = token()
    change(alice)
    with pytest.raises(Invalid):
        confirm_email(token=found)
    assert not EmailAddress.objects.filter(user=alice, verified=True).exists()


def test_newer_proposal_replaces_the_older(alice: User) -> None:
    first = propose(alice, "thief@example.org")
    second = propose(alice)
    with pytest.raises(Invalid):
        confirm_email(token=first)
    confirm_email(token=second)
    assert email_of(alice) == NEW


def test_proposal_is_cancelled_on_the_page(alice: User) -> None:
    found = propose(alice)
    browser(alice).post("/accounts/email/", {"action_remove": ""})
    with pytest.raises(Invalid):
        confirm_email(token=found)


def test_change_takes_a_code_of_the_second_factor_instead_of_the_password(alice: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    client = browser(alice)
    assert client.post("/accounts/email/", {"email": NEW, "code": "000000"}).status_code == 200
    assert client.post("/accounts/email/", {"email": NEW}).status_code == 200
    assert not PendingEmail.objects.exists()
    valid = code(secret)
    assert client.post("/accounts/email/", {"email": NEW, "code": valid}).status_code == 302
    with pytest.raises(NotAuthenticated):
        propose_email(actor=alice, email=NEW, code=valid, address="10.0.0.1")
