"""A new e-mail address counts once its owner followed the link."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.operations import changing_email
from accounts.operations.changing_email import confirm_email, propose_email
from chatproject.lib.errors import Conflict, Invalid
from tests.accounts.conftest import SignOuts
from tests.world import PASSWORD, Api, App, browser, person

NEW = "alice@wonder.example"


def ask(client: Client, email: str = NEW, password: str = PASSWORD) -> Any:
    return client.post("/accounts/email/", {"email": email, "password": password})


def link() -> str:
    found = re.search(r"https?://testserver(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def test_the_address_changes_when_the_link_is_followed(alice: User, sign_outs: SignOuts) -> None:
    client, app = browser(alice), App(alice)
    assert ask(client).status_code == 302
    assert [letter.to for letter in mail.outbox] == [[NEW]]
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    client.get(link())
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    with sign_outs() as devices:
        client.post(link())
    alice.refresh_from_db()
    assert alice.email == NEW
    assert EmailAddress.objects.get(user=alice).email == NEW
    assert devices == [str(app.device.pk)]
    assert Api(client)("GET", "me").body["email"] == NEW
    assert mail.outbox[-1].to == ["alice@example.org"]


def test_the_link_works_in_another_browser_and_once(alice: User) -> None:
    ask(browser(alice))
    found = link()
    assert Client().post(found)["Location"] == "/accounts/login/"
    alice.refresh_from_db()
    assert alice.email == NEW
    User.objects.filter(pk=alice.pk).update(email="third@example.org")
    Client().post(found)
    alice.refresh_from_db()
    assert alice.email == "third@example.org"


@pytest.mark.parametrize(
    ("email", "password"),
    [(NEW, "wrong"), ("nonsense", PASSWORD), ("BOB@example.org", PASSWORD), ("alice@example.org", PASSWORD)],
)
def test_what_will_not_do_is_refused(alice: User, bob: User, email: str, password: str) -> None:
    page = ask(browser(alice), email, password)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert mail.outbox == []


def test_who_is_faster_gets_it(alice: User) -> None:
    token = propose_email(actor=alice, email=NEW)
    person("dora", display_name="")
    User.objects.filter(username="dora").update(email=NEW)
    with pytest.raises(Conflict):
        confirm_email(token=token)


@pytest.mark.parametrize("token", ["nonsense", "a:b:c", ""])
def test_a_made_up_link_is_invalid(db: None, token: str) -> None:
    with pytest.raises(Invalid):
        confirm_email(token=token)


def test_a_link_is_dead_after_a_day(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    token = propose_email(actor=alice, email=NEW)
    monkeypatch.setattr(changing_email, "VALID_FOR", -1)
    with pytest.raises(Invalid):
        confirm_email(token=token)


def test_a_deactivated_person_confirms_nothing(alice: User) -> None:
    token = propose_email(actor=alice, email=NEW)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    with pytest.raises(Invalid):
        confirm_email(token=token)


def test_the_pages_are_shown(alice: User) -> None:
    client = browser(alice)
    assert client.get("/accounts/email/").status_code == 200
    ask(client)
    page = client.get(link())
    assert page.status_code == 200
    assert NEW in page.content.decode()
    assert client.get("/accounts/confirm-email/nonsense/").status_code == 404


# Confirming the address one has


def test_the_address_one_has_is_confirmed_by_a_link(alice: User, sign_outs: SignOuts) -> None:
    app = App(alice)
    assert app("POST", "me/email/confirmation").status == 204
    assert [letter.to for letter in mail.outbox] == [["alice@example.org"]]
    client = Client()
    client.get(link())
    assert not EmailAddress.objects.get(user=alice).verified
    with sign_outs() as devices:
        client.post(link())
    found = EmailAddress.objects.get(user=alice)
    assert (found.email, found.verified, found.primary) == ("alice@example.org", True, True)
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
    assert "Your address is confirmed." in page.content.decode()
    assert len(mail.outbox) == 1
