"""The unsubscribe link in emails: it works without signing in, and allows nothing else."""

import pytest
from django.core import signing
from django.test import Client

from accounts.models import User
from notifications.email.unsubscribing import SALT, unsubscribe_token, unsubscribe_url
from notifications.models import Preferences
from tests.conversations.world import UNKNOWN
from tests.notifications.telling import prefer
from tests.world import browser, person

pytestmark = pytest.mark.django_db


def path(token: str) -> str:
    return f"/notifications/unsubscribe/{token}/"


def email_after(user: User) -> int | None:
    found = Preferences.objects.filter(user=user).first() or Preferences()
    return found.email_after


def test_the_page_asks_first(alice: User) -> None:
    page = Client().get(path(unsubscribe_token(alice)))
    assert page.status_code == 200
    assert '<form method="post">' in page.content.decode()
    assert email_after(alice) == 60


def test_unsubscribing_takes_one_click(alice: User) -> None:
    """A mail program posts without opening a page first, without a cookie or a CSRF token."""
    client = Client(enforce_csrf_checks=True)
    answer = client.post(path(unsubscribe_token(alice)), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert email_after(alice) is None
    assert "No more emails" in answer.content.decode()


def test_unsubscribing_keeps_the_other_preferences(alice: User) -> None:
    prefer(alice, notify="mentions", keywords=["roses"], email_after=30)
    for _ in range(2):
        assert Client().post(path(unsubscribe_token(alice))).status_code == 200
    mine = Preferences.objects.get(user=alice)
    assert (mine.notify, mine.keywords, mine.email_after) == ("mentions", ["roses"], None)


def test_unsubscribing_works_when_another_user_is_signed_in(alice: User) -> None:
    bob = person("bob")
    browser(bob).post(path(unsubscribe_token(alice)))
    assert (email_after(alice), email_after(bob)) == (None, 60)


@pytest.mark.usefixtures("german")
def test_page_uses_the_recipients_language(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(locale="de")
    page = Client().get(path(unsubscribe_token(alice)), headers={"Accept-Language": "fr"}).content.decode()
    assert "über ungelesene Nachrichten abbestellen?" in page
    assert '<html lang="de"' in page


def forged(kind: str, alice: User, bob: User) -> str:
    token = unsubscribe_token(alice)
    name, _, signature = token.partition(":")
    last = "A" if signature[-1] != "A" else "B"
    return {
        "another's name": f"{bob.pk.hex}:{signature}",
        "another signature": f"{name}:{signature[:-1]}{last}",
        "no signature": name,
        "another purpose": signing.Signer(salt="other").sign(alice.pk.hex),
        "cut": token[:-1],
        "nobody": signing.Signer(salt=SALT).sign(UNKNOWN.replace("-", "")),
        "nonsense": signing.Signer(salt=SALT).sign("nonsense"),
        "nul": "\0",
    }[kind]


@pytest.mark.parametrize(
    "kind",
    ["another's name", "another signature", "no signature", "another purpose", "cut", "nobody", "nonsense", "nul"],
)
def test_a_forged_link_ends_nothing_and_says_so(alice: User, kind: str) -> None:
    bob = person("bob")
    where = path(forged(kind, alice, bob))
    for answer in (Client().get(where), Client().post(where)):
        assert answer.status_code == 404
        assert "This link no longer works" in answer.content.decode()
    assert (email_after(alice), email_after(bob)) == (60, 60)


def test_a_deactivated_account_has_no_link(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert Client().get(path(unsubscribe_token(alice))).status_code == 404


def test_the_link_leads_to_the_site(alice: User, settings: object) -> None:
    settings.SITE_URL = "https://chat.example.org"  # type: ignore[attr-defined]
    assert unsubscribe_url(alice) == f"https://chat.example.org{path(unsubscribe_token(alice))}"
