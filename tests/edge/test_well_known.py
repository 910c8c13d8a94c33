"""Files under /.well-known/: served when set, and otherwise not found."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

PRINT = ":".join(["AB"] * 32)


def test_a_password_manager_finds_where_to_change_a_password(client: Client) -> None:
    answer = client.get("/.well-known/change-password")
    assert (answer.status_code, answer["location"]) == (302, "/accounts/password/change/")


@pytest.mark.parametrize("name", ["security.txt", "apple-app-site-association", "assetlinks.json", "nothing"])
@pytest.mark.django_db
def test_unset_well_known_file_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/.well-known/{name}").status_code == 404


def test_security_txt_names_the_contact_and_does_not_expire(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    settings.SITE_URL = "https://chat.example.org"
    answer = client.get("/.well-known/security.txt")
    assert answer["content-type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == "mailto:security@example.org"
    assert lines["Canonical"] == "https://chat.example.org/.well-known/security.txt"
    left = datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)


def test_apps_of_both_kinds_are_named_without_a_redirect(client: Client, settings: Settings) -> None:
    settings.APPLE_APPS = ["ABCDE12345.org.example.chat"]
    settings.ANDROID_APPS = {"org.example.chat": [PRINT]}
    apple = client.get("/.well-known/apple-app-site-association")
    assert (apple.status_code, apple["content-type"]) == (200, "application/json")
    [detail] = apple.json()["applinks"]["details"]
    assert detail == {"appIDs": settings.APPLE_APPS, "components": [{"/": "/c/*"}, {"/": "/invite/*"}]}
    [android] = client.get("/.well-known/assetlinks.json").json()
    assert android["target"]["package_name"] == "org.example.chat"
    assert android["target"]["sha256_cert_fingerprints"] == [PRINT]
