"""Until a language is complete, all texts for users are in English."""

import pytest
from django.test import Client

from accounts.models import User
from notifications.email.unsubscribing import unsubscribe_token
from notifications.models import Preferences
from tests.conversations.world import group
from tests.notifications.providers import Providers
from tests.notifications.pushing import sent
from tests.notifications.telling import post_message
from tests.world import browser, person

pytestmark = pytest.mark.django_db
GERMAN = {"Accept-Language": "de-DE,de;q=0.9"}


@pytest.fixture
def bob() -> User:
    bob = person("bob")
    bob.locale = "de"
    bob.save()
    return bob


def test_pages_are_english_for_a_german_browser(bob: User) -> None:
    token = unsubscribe_token(bob)
    for client, path in (
        (Client(), "/accounts/login/"),
        (Client(), f"/notifications/unsubscribe/{token}/"),
        (browser(bob), "/settings/profile/"),
        (browser(bob), "/"),
    ):
        response = client.get(path, headers=GERMAN)
        assert response.headers["Content-Language"] == "en", path
        assert '<html lang="en"' in response.content.decode(), path
    refusal = Client().post("/accounts/login/", {}, headers=GERMAN).content.decode()
    assert "This field is required." in refusal


def test_a_push_is_english_for_a_german(push: Providers, bob: User) -> None:
    Preferences.objects.create(user=bob, privacy="nothing")
    alice = person("alice")
    garden = group(alice, bob)
    assert sent(push, bob, "webpush", garden, post_message(alice, garden)).payload["body"] == "New message"
