"""Notification preferences and quiet hours."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from notifications.models import Digest, Preferences
from tests.notifications.telling import verify_email
from tests.world import Api, App, browser, person

pytestmark = pytest.mark.django_db

PATH = "notifications/preferences"
DEFAULTS = {
    "notify": "all",
    "notify_channels": "mentions",
    "keywords": [],
    "quiet_days": [],
    "first_only": False,
    "privacy": "auto",
    "email_after": 60,
}


def test_preferences_have_defaults(alice: User) -> None:
    assert App(alice)("GET", PATH).body == DEFAULTS
    assert not Preferences.objects.exists()


def test_clear_empties_fields_as_null_does(alice: User) -> None:
    app = App(alice)
    choices = {"muted_until": "2031-05-01T08:00:00Z", "quiet_from": "22:00", "quiet_until": "07:00"}
    app("PATCH", PATH, choices)
    left = app("PATCH", PATH, {"clear": [*choices, "email_after"], "notify": "mentions"}).body
    assert not {*choices, "email_after"} & left.keys()
    assert left["notify"] == "mentions"


def test_each_is_changed_by_itself(alice: User) -> None:
    app = App(alice)
    changes: dict[str, Any] = {
        "notify": "mentions",
        "notify_channels": "nothing",
        "keywords": ["roses"],
        "muted_until": "2031-05-01T08:00:00Z",
        "quiet_days": [0, 4],
        "first_only": True,
        "privacy": "sender",
        "email_after": 5,
    }
    expected: dict[str, Any] = dict(DEFAULTS)
    for name, value in changes.items():
        answer = app("PATCH", PATH, {name: value})
        expected |= {name: value}
        assert (answer.status, answer.body) == (200, expected)
    hours = {"quiet_from": "22:30", "quiet_until": "07:00"}
    assert app("PATCH", PATH, hours).body == expected | hours
    assert app("GET", PATH).body == expected | hours
    cleared = app(
        "PATCH", PATH, {"quiet_from": None, "quiet_until": None, "muted_until": None, "email_after": None}
    ).body
    assert not {"quiet_from", "quiet_until", "muted_until", "email_after"} & cleared.keys()


def test_quiet_hours_can_be_changed_on_one_side(alice: User) -> None:
    app = App(alice)
    app("PATCH", PATH, {"quiet_from": "22:00", "quiet_until": "07:00"})
    assert app("PATCH", PATH, {"quiet_until": "08:00"}).body["quiet_until"] == "08:00"


def test_keywords_are_kept_as_they_are_compared(alice: User) -> None:
    answer = App(alice)("PATCH", PATH, {"keywords": ["  ROSES ", "roses", "Tea \t party"]})
    assert answer.body["keywords"] == ["roses", "tea party"]


def test_all_days_are_the_same_as_none_named(alice: User) -> None:
    app = App(alice)
    assert app("PATCH", PATH, {"quiet_days": [5, 0, 5]}).body["quiet_days"] == [0, 5]
    assert app("PATCH", PATH, {"quiet_days": [0, 1, 2, 3, 4, 5, 6]}).body["quiet_days"] == []


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"notify": "some"}, "notify"),
        ({"notify_channels": ""}, "notify_channels"),
        ({"privacy": "none"}, "privacy"),
        ({"first_only": "yes"}, "first_only"),
        ({"keywords": "roses"}, "keywords"),
        ({"keywords": [str(n) for n in range(21)]}, "keywords"),
        ({"keywords": ["x" * 41]}, "keywords"),
        ({"keywords": [""]}, "keywords"),
        ({"keywords": ["  "]}, "keywords"),
        ({"keywords": ["a\0b"]}, "keywords"),
        ({"quiet_from": "22:00"}, "quiet_until"),
        ({"quiet_until": "22:00"}, "quiet_from"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "quiet_until"),
        ({"quiet_from": "24:00", "quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_from": "22:00", "quiet_until": "7:00"}, "quiet_until"),
        ({"quiet_from": "22:00\n", "quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_from": "22:00+01:00", "quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_days": [7]}, "quiet_days"),
        ({"quiet_days": [-1]}, "quiet_days"),
        ({"quiet_days": ["monday"]}, "quiet_days[0]"),
        ({"email_after": 4}, "email_after"),
        ({"email_after": 10081}, "email_after"),
        ({"email_after": 5.5}, "email_after"),
        ({"muted_until": "tomorrow"}, "muted_until"),
        ({"muted_until": "2031-05-01T08:00:00"}, "muted_until"),
        ({"muted_until": "9999-12-31T23:59:59-05:00"}, "muted_until"),
    ],
)
def test_invalid_preference_is_named(alice: User, choices: dict[str, Any], field: str) -> None:
    app = App(alice)
    answer = app("PATCH", PATH, {"first_only": True, **choices})
    assert (answer.status, answer.code) == (400, "invalid")
    assert list(answer.body["fields"]) == [field]
    assert app("GET", PATH).body == DEFAULTS


def test_the_most_that_will_do(alice: User) -> None:
    words = [f"{n:040}" for n in range(20)]
    answer = App(alice)("PATCH", PATH, {"keywords": words, "email_after": 10080})
    assert (answer.body["keywords"], answer.body["email_after"]) == (words, 10080)


def test_they_are_ones_own(alice: User) -> None:
    App(alice)("PATCH", PATH, {"notify": "nothing"})
    assert App(person("bob"))("GET", PATH).body == DEFAULTS
    assert Api()("GET", PATH).status == 401
    assert Api()("PATCH", PATH, {"notify": "nothing"}).status == 401
    assert Api(browser(alice))("GET", PATH).body["notify"] == "nothing"


def test_an_address_is_named_once_it_is_proven(alice: User) -> None:
    assert "email" not in App(alice)("GET", PATH).body
    verify_email(alice)
    assert App(alice)("GET", PATH).body["email"] == "alice@example.org"


def test_turning_emails_off_cancels_the_one_that_was_due(alice: User) -> None:
    Digest.objects.create(user=alice, due_at=timezone.now() + timedelta(minutes=1))
    App(alice)("PATCH", PATH, {"email_after": 30})
    assert Digest.objects.get(user=alice).due_at is not None
    App(alice)("PATCH", PATH, {"email_after": None})
    assert Digest.objects.get(user=alice).due_at is None
