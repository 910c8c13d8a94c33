"""The facts about a server that an app receives before sign-in."""

from typing import Any

import pytest
from django.conf import settings

from accounts.models import SignUpPolicy
from accounts.staff import standing
from accounts.staff.models import Notice, ServerState
from chatproject.version import VERSION
from tests.world import Api

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "_known", standing.Standing())
    monkeypatch.setattr(standing, "STALE_AFTER", -1.0)


def test_server_tells_everybody_what_it_offers() -> None:
    answer = Api()("GET", "server")
    key = answer.body["push"].pop("webpush")
    assert len(key) == 87
    assert answer.body == {
        "name": "Parlance",
        "version": VERSION,
        "sign_up": "open",
        "second_factors": ["totp"],
        "languages": {"en": "English"},
        "limits": settings.LIMITS,
        "push": {"fcm": False, "apns": False},
    }
    assert answer.response["Cache-Control"] == "public, max-age=60"
    assert {"Authorization", "Cookie"} <= set(answer.response["Vary"].split(", "))


def test_server_answers_a_caller_whose_token_is_not_valid() -> None:
    assert Api(Authorization="Bearer spoilt")("GET", "server").status == 200


def test_server_tells_how_it_stands(settings: Any) -> None:
    settings.FCM_CREDENTIALS = "account.json"
    SignUpPolicy.objects.update_or_create(pk=1, defaults={"mode": "closed"})
    ServerState(is_read_only=True, reason="A backup.", since="2026-01-01T00:00:00Z").save()
    Notice.objects.create(text="Soon.")
    told = Api()("GET", "server").body
    assert (told["sign_up"], told["push"]["fcm"]) == ("closed", True)
    assert told["read_only"] == {"reason": "A backup.", "since": "2026-01-01T00:00:00Z"}
    assert [each["text"] for each in told["notices"]] == ["Soon."]
