"""One place for everything that a person sets: the same list of sections on every page, whichever package made it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from accounts import urls
from accounts.models import Device, User
from accounts.templatetags.settings_nav import SECTIONS
from tests.world import App, browser

#: Cards that stand alone: a question, or a sentence about something that is over.
_CARDS = {
    "/accounts/inactive/",
    "/accounts/confirm-email/",
    "/accounts/logout/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/waiting/",
}


def _paths(routes: list[URLPattern | URLResolver], above: str = "/") -> Iterator[str]:
    for route in routes:
        path = above + str(route.pattern)
        if isinstance(route, URLResolver):
            yield from _paths(route.url_patterns, path)
        elif not set(path) & set("<^"):
            yield path


def test_every_settings_page_has_the_list_of_sections(alice: User) -> None:
    client, shown = browser(alice), set()
    for path in sorted({*_paths(urls.urlpatterns), "/settings/data/"} - _CARDS):
        page = client.get(path, follow=True)
        text = page.content.decode()
        # Signed-in users are redirected to the chat.
        if page.status_code != 200 or "<chat-screen>" in text:
            continue
        assert text.count('class="settings-nav"') == 1, path
        assert text.count('aria-current="page"') == 1, path
        shown.add(path)
    assert {section.path for section in SECTIONS} | {"/settings/", "/accounts/email/", "/accounts/2fa/"} <= shown


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/settings/", "Profile"),
        ("/accounts/email/", "Account"),
        ("/accounts/password/change/", "Account"),
        ("/accounts/2fa/", "Security"),
        ("/accounts/reauthenticate/", "Security"),
        ("/settings/account/delete/", "Delete account"),
    ],
)
def test_settings_page_marks_its_section_as_current(alice: User, path: str, label: str) -> None:
    page = browser(alice).get(path, follow=True).content.decode()
    assert f'aria-current="page">{label}</a>' in page


def test_device_that_is_in_use_is_active_just_now(alice: User) -> None:
    client, app = browser(alice), App(alice)
    # A machine that stands still for a minute changes nothing.
    for seen, words in (
        (timedelta(minutes=30), "Active just now"),
        (timedelta(hours=-2), "Last active 2\xa0hours ago"),
    ):
        Device.objects.filter(pk=app.device.pk).update(last_seen_at=timezone.now() + seen)
        page = client.get("/settings/security/").content.decode()
        assert words in page
        assert "0\xa0minutes" not in page
