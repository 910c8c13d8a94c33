"""Time zones and languages are chosen from lists."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

import pytest
from django.test import Client

from accounts.models import User
from accounts.time_zones import choices, cities, offset
from tests.world import PASSWORD, App, browser


def test_cities_stand_under_their_part_of_the_world_with_their_country() -> None:
    europe = {city.name: city for city in cities()["Europe"]}
    assert europe["Oslo"] == ("Oslo", "Europe/Oslo", "Norway")
    assert [city.name for city in cities()["Pacific"]] == sorted(city.name for city in cities()["Pacific"])
    assert {city.zone for there in cities().values() for city in there} <= available_timezones()


def test_time_zones_include_every_country() -> None:
    assert len({city.country for there in cities().values() for city in there}) > 240


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("UTC", "UTC+00:00"),
        ("Asia/Kolkata", "UTC+05:30"),
        ("America/St_Johns", "UTC-03:30"),
        ("Europe/Berlin", "UTC+01:00"),
    ],
)
def test_offset_of_a_time_zone_is_the_current_one(zone: str, text: str) -> None:
    assert offset(zone, datetime(2026, 1, 15, tzinfo=UTC)) == text


def test_list_of_time_zones_includes_the_zone_of_the_person() -> None:
    flat = dict(pair for _, group in choices("Asia/Calcutta") for pair in group)
    assert flat["Asia/Calcutta"] == "Asia/Calcutta (UTC+05:30)"
    assert re.fullmatch(r"Kolkata, India \(UTC\+05:30\)", flat["Asia/Kolkata"])


def test_profile_page_saves_an_older_zone_name_and_refuses_an_unknown_one(alice: User) -> None:
    client = browser(alice)
    form = {"username": "alice", "display_name": "Al"}
    assert client.post("/settings/profile/", form | {"time_zone": "Asia/Calcutta"}).status_code == 302
    alice.refresh_from_db()
    assert alice.time_zone == "Asia/Calcutta"
    assert client.post("/settings/profile/", form | {"time_zone": "Moon"}).context["form"].errors["time_zone"]


def test_api_says_what_a_time_zone_and_a_language_are(alice: User) -> None:
    refused = App(alice)("PATCH", "me", {"time_zone": "Moon", "locale": "english"})
    assert refused.code == "invalid"
    assert "for example Europe/Berlin" in refused.body["fields"]["time_zone"][0]
    assert "such as en or pt-BR" in refused.body["fields"]["locale"][0]


def test_profile_page_offers_languages_by_their_own_names_once_there_are_several(alice: User, settings: Any) -> None:
    client = browser(alice)
    assert "Deutsch" not in client.get("/settings/profile/").content.decode()
    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    form = client.get("/settings/profile/").context["form"]
    assert form.fields["locale"].choices == [("en", "English"), ("de", "Deutsch")]
    client.post("/settings/profile/", {"username": "alice", "time_zone": "UTC", "locale": "de"})
    alice.refresh_from_db()
    assert alice.locale == "de"


@pytest.mark.parametrize(("sent", "kept"), [("Asia/Tokyo", "Asia/Tokyo"), ("Moon", "UTC"), ("", "UTC")])
def test_new_account_has_the_time_zone_of_its_browser(db: None, client: Client, sent: str, kept: str) -> None:
    form = {"username": "dora", "email": "dora@example.org", "password1": PASSWORD, "time_zone": sent}
    assert client.post("/accounts/signup/", form).status_code == 302
    assert User.objects.get().time_zone == kept
