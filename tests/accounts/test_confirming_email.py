"""A user confirms the email address that they have."""

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import SignOuts
from tests.accounts.emails import NEW, OLD, link, propose
from tests.world import Api, App, browser


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
