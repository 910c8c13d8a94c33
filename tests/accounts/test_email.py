"""A new email address counts once its owner followed the link, and can be taken back from the old one."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client

from accounts.models import EmailChange, PendingEmail, User
from accounts.operations import changing_email
from accounts.operations.changing_email import confirm_email, propose_email
from accounts.operations.changing_password import set_password
from accounts.operations.replacing_email import replace_email
from accounts.operations.undoing_email import undo_email
from chatproject.contract.errors import Conflict, Invalid, NotAuthenticated
from tests.accounts.conftest import SignOuts
from tests.accounts.test_second_factor import code
from tests.world import PASSWORD, Api, App, browser

NEW = "alice@wonder.example"
OLD = "alice@example.org"


def ask(client: Client, email: str = NEW, password: str = PASSWORD) -> Any:
    return client.post("/accounts/email/", {"email": email, "password": password})


def link(page: str = "confirm-email") -> str:
    """The path of the last link that was sent: of SITE_URL, whatever host the request named."""
    found = re.findall(
        rf"http://localhost:8000(/accounts/{page}/\S+)", "\n".join(str(each.body) for each in mail.outbox)
    )
    assert found
    return str(found[-1])


def token(page: str = "confirm-email") -> str:
    return link(page).strip("/").rpartition("/")[2]


def propose(actor: User, email: str = NEW) -> str:
    propose_email(actor=actor, email=email, password=PASSWORD, address="10.0.0.1")
    return token()


def confirmed(user: User) -> User:
    EmailAddress.objects.filter(user=user).update(verified=True)
    return user


def email_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


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
    assert "It stays the address of yours." in str(mail.outbox[0].body)


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


# Links that die


def new_password(alice: User) -> None:
    set_password(user=User.objects.get(pk=alice.pk), password="a quite different staple")


def new_factor(alice: User) -> None:
    TOTP.activate(alice, generate_totp_secret())


def new_address(alice: User, email: str = "third@example.org") -> None:
    """Changes a user's email address as staff do."""
    user = User.objects.get(pk=alice.pk)
    old, user.email = user.email, email
    user.save()
    replace_email(actor=user, user=user, old=old)


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
    assert client.post("/accounts/email/", {"email": NEW, "code": code(secret)}).status_code == 302
    with pytest.raises(NotAuthenticated):
        propose_email(actor=alice, email=NEW, code=code(secret), address="10.0.0.1")


# Taking it back


def test_old_address_takes_a_change_back(alice: User, sign_outs: SignOuts) -> None:
    """The thief knows the password, and changes address, password and second factor at once."""
    confirmed(alice)
    confirm_email(token=propose(alice, "thief@example.org"))
    assert mail.outbox[-1].to == [OLD]
    undo = link("undo-email")
    new_password(alice)
    new_factor(alice)
    thief = App(alice)
    client = Client()
    assert OLD in client.get(undo).content.decode()
    with sign_outs() as devices:
        client.post(undo)
    assert devices == [str(thief.device.pk)]
    assert email_of(alice) == OLD
    assert EmailAddress.objects.get(user=alice, verified=True).email == OLD
    assert Api()("POST", "auth/token", {"username": "alice", "password": "a quite different staple"}).status == 401
    assert mail.outbox[-1].to == [OLD]
    reset = client.get(link("password/reset/key"))
    client.post(reset["Location"], {"password1": "my own again staple", "password2": "my own again staple"})
    assert Api()("POST", "auth/token", {"username": "alice", "password": "my own again staple"}).status == 200


def test_old_address_takes_back_all_changes_since(alice: User) -> None:
    confirmed(alice)
    confirm_email(token=propose(alice, "thief@example.org"))
    first = token("undo-email")
    confirm_email(token=propose(User.objects.get(pk=alice.pk), "other@example.org"))
    second = token("undo-email")
    undo_email(token=first)
    assert email_of(alice) == OLD
    for spent in (first, second):
        with pytest.raises(Invalid):
            undo_email(token=spent)


def test_undo_is_dead_after_three_days(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from accounts.operations import undoing_email

    confirmed(alice)
    confirm_email(token=propose(alice))
    monkeypatch.setattr(undoing_email, "VALID_FOR", timedelta(seconds=-1))
    with pytest.raises(Invalid):
        undo_email(token=token("undo-email"))


def test_unconfirmed_old_address_takes_nothing_back(alice: User) -> None:
    """It may be a stranger's."""
    confirm_email(token=propose(alice))
    assert mail.outbox[-1].to == [OLD]
    assert "undo-email" not in str(mail.outbox[-1].body)
    assert not EmailChange.objects.exists()


def test_address_that_staff_changed_gets_no_reset_link(alice: User) -> None:
    confirmed(alice)
    new_address(alice, NEW)
    assert not EmailAddress.objects.filter(user=alice, verified=True).exists()
    mail.outbox.clear()
    for email in (OLD, NEW):
        Client().post("/accounts/password/reset/", {"email": email})
    assert ["password/reset/key" in str(letter.body) for letter in mail.outbox] == [False, True]


def test_address_changed_behind_our_back_gets_no_reset_link(alice: User) -> None:
    confirmed(alice)
    User.objects.filter(pk=alice.pk).update(email=NEW)
    Client().post("/accounts/password/reset/", {"email": OLD})
    assert "password/reset/key" not in str(mail.outbox[-1].body)


# Confirming the address one has


def test_the_address_one_has_is_confirmed_by_a_link(alice: User, sign_outs: SignOuts) -> None:
    app = App(alice)
    assert app("POST", "me/email/confirmation").status == 204
    assert [letter.to for letter in mail.outbox] == [[OLD]]
    client = Client()
    client.get(link())
    assert not EmailAddress.objects.get(user=alice).verified
    with sign_outs() as devices:
        client.post(link())
    found = EmailAddress.objects.get(user=alice)
    assert (found.email, found.verified, found.primary) == (OLD, True, True)
    assert devices == []
    assert len(mail.outbox) == 1
    assert app("POST", "me/email/confirmation").code == "invalid"


def test_a_link_to_an_address_that_one_left_confirms_nothing(alice: User) -> None:
    App(alice)("POST", "me/email/confirmation")
    User.objects.filter(pk=alice.pk).update(email=NEW)
    Client().post(link())
    assert not EmailAddress.objects.get(user=alice).verified


def test_links_are_not_sent_without_end(alice: User) -> None:
    app = App(alice)
    assert [app("POST", "me/email/confirmation").status for _ in range(6)] == [204] * 5 + [429]
    assert len(mail.outbox) == 5
    assert Api()("POST", "me/email/confirmation").status == 401


def test_the_page_offers_it_until_it_is_done(alice: User) -> None:
    client = browser(alice)
    assert "action_confirm" in client.get("/accounts/email/").content.decode()
    page = client.post("/accounts/email/", {"action_confirm": ""}, follow=True)
    assert "We have sent a link to alice@example.org." in page.content.decode()
    client.post(link())
    assert EmailAddress.objects.get(user=alice).verified
    assert "action_confirm" not in client.get("/accounts/email/").content.decode()
    page = client.post("/accounts/email/", {"action_confirm": ""}, follow=True)
    assert "Your email address is confirmed already." in page.content.decode()
    assert len(mail.outbox) == 1


def test_letters_that_strangers_cause_hold_no_words_of_users(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(display_name="Win at https://evil.example", username="evil.example")
    alice.refresh_from_db()
    propose(alice)
    App(alice)("POST", "me/email/confirmation")
    Client().post("/accounts/password/reset/", {"email": OLD})
    assert len(mail.outbox) == 3
    for letter in mail.outbox:
        assert "evil.example" not in f"{letter.subject}{letter.body}"
