"""Registering by the API."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from accounts.models import User
from accounts.operations.registering import register
from chatproject.contract.errors import Conflict
from tests.world import PASSWORD, Answer, Api

NOBODY = Api()


def ask(**changes: Any) -> Answer:
    body = {"username": "dora", "email": "Dora@Example.org", "password": PASSWORD, **changes}
    return NOBODY("POST", "auth/register", body)


def test_registering_creates_a_user_and_signs_them_in(db: None) -> None:
    answer = ask(display_name="  Dora  ")
    assert answer.status == 201
    assert set(answer.body) == {"user", "access", "refresh"}
    user = User.objects.get()
    assert answer.body["user"] == {"id": str(user.pk), "username": "dora", "display_name": "Dora"}
    assert Api(Authorization=f"Bearer {answer.body['access']}")("GET", "me").body["email"] == "dora@example.org"
    assert user.password.startswith("argon2$argon2id$")


def test_without_a_display_name_the_username_is_shown(db: None) -> None:
    assert ask().body["user"]["display_name"] == "dora"


def test_the_address_is_known_to_allauth(db: None) -> None:
    ask()
    assert EmailAddress.objects.get().email == "dora@example.org"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "a b"),
        ("username", "-dora"),
        ("username", "dora."),
        ("username", "d@ra"),
        ("username", "dörä"),
        ("username", "dora\n"),
        ("username", "x" * 33),
        ("username", "do\x00ra"),
        ("email", ""),
        ("email", "dora"),
        ("email", "dora@"),
        ("email", f"{'x' * 250}@example.org"),
        ("password", "short7!"),
        ("password", "password123"),
        ("password", "1234567890"),
        ("password", "parlance2026!"),
        ("password", "dora@example.org"),
        ("password", "x" * 1025),
        ("display_name", "x" * 81),
        ("display_name", "Do\nra"),
        ("display_name", "Dora \u202eecilA"),
    ],
)
def test_registering_names_the_field_that_is_malformed(db: None, field: str, value: str) -> None:
    answer = ask(**{field: value})
    assert (answer.status, answer.code) == (400, "invalid")
    assert list(answer.body["fields"]) == [field]
    assert not User.objects.exists()


def test_all_problems_are_told_at_once(db: None) -> None:
    assert set(ask(username="", email="", password="x").body["fields"]) == {"username", "email", "password"}


@pytest.mark.parametrize("missing", ["username", "email", "password"])
def test_nothing_may_be_missing(db: None, missing: str) -> None:
    body = {"username": "dora", "email": "dora@example.org", "password": PASSWORD}
    del body[missing]
    assert NOBODY("POST", "auth/register", body).code == "invalid"


@pytest.mark.parametrize(
    "password", ["eight ch", "   a  b  q   ", "🦊🐻🐼🐨🐯🦁🐮🐷", "x" * 127 + "y", "Füßgänger übermorgen", "qm7" * 42]
)
def test_any_long_password_will_do(db: None, password: str) -> None:
    assert ask(password=password).status == 201
    assert NOBODY("POST", "auth/token", {"username": "dora", "password": password}).status == 200


def test_every_character_of_a_long_password_counts(db: None) -> None:
    ask(password="q1" * 50 + "a")
    assert NOBODY("POST", "auth/token", {"username": "dora", "password": "q1" * 50 + "b"}).code == "not_authenticated"


@pytest.mark.parametrize(
    "changes", [{"email": "other@example.org"}, {"username": "DORA", "email": "other@example.org"}, {}]
)
def test_username_that_is_taken_is_a_conflict(db: None, changes: dict[str, str]) -> None:
    assert ask().status == 201
    answer = ask(**changes)
    assert (answer.status, answer.code) == (409, "conflict")
    assert list(answer.body["fields"]) == ["username"]


def test_registering_ignores_privileges_in_the_request(db: None) -> None:
    ask(is_staff=True, is_superuser=True, id="0190f0f0-0000-7000-8000-000000000000")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert str(user.pk) != "0190f0f0-0000-7000-8000-000000000000"


@pytest.mark.django_db(transaction=True)
def test_username_goes_to_one_of_ten_simultaneous_registrations() -> None:
    def try_it(number: int) -> str:
        try:
            register(username="dora", email=f"dora{number}@example.org", password=PASSWORD)
        except Conflict as error:
            return ",".join(error.fields or {})
        finally:
            connection.close()
        return "registered"

    with ThreadPoolExecutor(10) as threads:
        outcomes = list(threads.map(try_it, range(10)))
    assert outcomes.count("registered") == 1
    assert outcomes.count("username") == 9
