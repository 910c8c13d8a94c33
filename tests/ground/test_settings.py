"""What a deployment may and may not be."""

import pytest

from chatproject.settings.addresses import broker, database
from chatproject.settings.refusals import refusals

SECRET = "q8Jd-3kfLx0zPw7VbnR2tYh5GmCsA9uEoI1_XyTqWvK4DrFlBjNgMc6S"
OTHER = SECRET[::-1]


def complaints(**changes: object) -> list[str]:
    asked: dict[str, object] = {
        "environment": {},
        "secret_key": SECRET,
        "jwt_key": OTHER,
        "hosts": ["chat.example.org"],
    }
    return refusals(**(asked | {"rate_limits": True} | changes))  # type: ignore[arg-type]


def test_a_complete_production_is_let_start() -> None:
    assert complaints() == []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"secret_key": ""}, "SECRET_KEY is missing"),
        ({"secret_key": "short"}, "SECRET_KEY is too weak"),
        ({"secret_key": "a" * 60}, "SECRET_KEY is too weak"),
        ({"secret_key": f"django-insecure-{SECRET}"}, "SECRET_KEY is too weak"),
        ({"jwt_key": ""}, "JWT_SIGNING_KEY is missing"),
        ({"jwt_key": SECRET}, "JWT_SIGNING_KEY is the same"),
        ({"hosts": []}, "ALLOWED_HOSTS must name"),
        ({"hosts": ["*"]}, "ALLOWED_HOSTS must name"),
        ({"hosts": ["*.example.org"]}, "ALLOWED_HOSTS must name"),
        ({"environment": {"DEBUG": "1"}}, "DEBUG must not be set"),
        ({"rate_limits": False}, "RATE_LIMITS=off"),
    ],
)
def test_what_is_missing_or_weak_is_refused(changes: dict[str, object], complaint: str) -> None:
    found = complaints(**changes)
    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.parametrize(
    ("ours", "celerys"),
    [
        ("unix:///run/v.sock?db=0", "redis+socket:///run/v.sock?virtual_host=1"),
        ("unix:///run/v.sock?db=4&password=p", "redis+socket:///run/v.sock?password=p&virtual_host=5"),
        ("redis://host:6379/0", "redis://host:6379/1"),
        ("rediss://user:pass@host:6380", "rediss://user:pass@host:6380/1"),
    ],
)
def test_celery_has_the_next_database_of_the_same_valkey(ours: str, celerys: str) -> None:
    assert broker(ours) == celerys


def test_a_database_address_becomes_djangos_settings() -> None:
    found = database("postgresql://user:pa%2Fss@db.example.org:6432/chat?sslmode=require", pool=0)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("chat", "user", "pa/ss")
    assert (found["HOST"], found["PORT"]) == ("db.example.org", "6432")
    assert found["OPTIONS"] == {"sslmode": "require", "prepare_threshold": 5}


def test_only_who_asks_for_a_pool_gets_one() -> None:
    assert "pool" not in database("postgresql://u@/d?host=/run", pool=0)["OPTIONS"]
    assert database("postgresql://u@/d?host=/run", pool=7)["OPTIONS"]["pool"]["max_size"] == 7
