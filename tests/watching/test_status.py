"""The status page and the history behind it: in plain words, for everyone, also while the database is away."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from chatproject.health import incidents, status
from chatproject.health.examining import Part
from chatproject.models import Incident
from tests.world import browser

NOW = timezone.now
WELL = [Part("database", True, ""), Part("worker.media", True, ""), Part("backup", True, "")]


def unwell(name: str, minutes: float) -> list[Part]:
    gone = Part(name, False, f"{name} is away", since=NOW() - timedelta(minutes=minutes))
    return [gone, *(part for part in WELL if part.name != name)]


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "_known", None)
    monkeypatch.setattr(status, "_KEPT", -1.0)


def look(client: Client) -> str:
    answer = client.get("/status/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=10"
    assert "style-src" in answer["Content-Security-Policy"]
    return " ".join(answer.content.decode().split())


@pytest.mark.django_db
def test_incident_lasts_from_the_first_sign_to_the_last_and_is_told_in_plain_words(client: Client) -> None:
    assert "Everything works" in look(client)
    incidents.record(unwell("worker.media", 0.5))
    assert not Incident.objects.exists(), "it is too short"
    for _ in range(2):
        incidents.record(unwell("worker.media", 12))
    page = look(client)
    assert "Not everything works" in page
    assert "Pictures and films take longer to appear" in page
    assert "12 minutes" in page.replace("\xa0", " ")
    incidents.record(WELL)
    (found,) = Incident.objects.all()
    assert timedelta(minutes=11) < found.ended_at - found.began_at < timedelta(minutes=13)  # type: ignore[operator]
    page = look(client)
    assert "Everything works" in page
    assert "Pictures and films took longer to appear" in page
    days = {each.date() for each in (found.began_at, found.ended_at)}  # type: ignore[union-attr]
    assert page.count('class="unwell"') == len(days), "one a day: twelve minutes may have midnight in them"
    assert "is away" not in page
    incidents.record(unwell("backup", 60))
    assert "Everything works" in look(client), "people do not notice it"


@pytest.mark.django_db
def test_incident_that_began_without_a_database_is_recorded_when_it_is_back() -> None:
    incidents.record(unwell("database", 0))
    incidents.record(unwell("database", 0))
    assert not Incident.objects.exists()
    waiting: dict[str, Any] = cache.get("incidents")
    cache.set("incidents", {name: (at - timedelta(minutes=9), detail) for name, (at, detail) in waiting.items()})
    incidents.record(WELL)
    (found,) = Incident.objects.all()
    assert (found.part, found.ended_at is None) == ("database", False)
    assert not cache.get("incidents")


@pytest.mark.django_db
def test_time_in_which_nothing_was_examined_is_an_incident(client: Client) -> None:
    incidents.record(WELL)
    incidents.record(WELL)
    assert not Incident.objects.exists()
    cache.set("incidents:examined", NOW() - timedelta(minutes=40))
    incidents.record(WELL)
    (found,) = Incident.objects.all()
    assert found.ended_at is not None
    assert timedelta(minutes=39) < found.ended_at - found.began_at < timedelta(minutes=41)
    assert "Parts of the chat did not work" in look(client)


@pytest.fixture
def no_database() -> Iterator[None]:
    """A database that does not answer, after the block of the test's own is over."""
    before = connection.settings_dict["HOST"], connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["HOST"], connection.settings_dict["PORT"] = "127.0.0.1", "1"
    yield
    connection.settings_dict["HOST"], connection.settings_dict["PORT"] = before
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_page_needs_no_database_and_keeps_the_history(client: Client, request: pytest.FixtureRequest) -> None:
    began = NOW() - timedelta(hours=3)
    began = NOW() - timedelta(hours=3)
    Incident.objects.create(part="mail", detail="x", began_at=began, ended_at=began + timedelta(hours=1))
    client.cookies["sessionid"] = "of-a-visitor-with-a-session"
    assert "Emails were not sent" in look(client)
    request.getfixturevalue("no_database")
    page = look(client)
    assert "The chat is not available" in page
    assert page.count("The chat is not available") == 1
    assert "Emails were not sent" in page


@pytest.mark.django_db
def test_staff_see_each_part_since_when_and_what_was_wrong(root: User, client: Client) -> None:
    incidents.record(unwell("worker.media", 12))
    cache.set("alive:media", time.time() - 10_000)
    page = browser(root).get("/admin/health/").content.decode()
    assert "worker.media is away" in page
    assert "Start the worker of the queue" in page
    assert client.get("/admin/health/").status_code == 302
