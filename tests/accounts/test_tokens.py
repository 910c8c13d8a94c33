"""Access tokens: what is one, and what only looks like one."""

import base64
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.tokens import pair_of
from tests.world import PASSWORD, Api, App, browser, device_of

NOBODY = Api()


def claims_of(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def signed(claims: dict[str, Any], key: str | None = None, **options: Any) -> str:
    return jwt.encode(claims, settings.SIMPLE_JWT["SIGNING_KEY"] if key is None else key, **options)


def me_by(token: str) -> Any:
    return Api(Authorization=f"Bearer {token}")("GET", "me")


def test_signing_in_gives_tokens(alice: User) -> None:
    answer = NOBODY("POST", "auth/token", {"username": "alice", "password": PASSWORD})
    assert (answer.status, set(answer.body)) == (200, {"access", "refresh"})
    assert me_by(answer.body["access"]).body["username"] == "alice"


@pytest.mark.parametrize("login", ["ALICE", "alice@example.org", "Alice@Example.ORG", " alice "])
def test_username_and_address_have_no_case(alice: User, login: str) -> None:
    assert NOBODY("POST", "auth/token", {"username": login, "password": PASSWORD}).status == 200


@pytest.mark.parametrize("login", ["nobody", "nobody@example.org", "'; --", "a b", ""])
def test_a_wrong_password_and_a_wrong_name_look_the_same(alice: User, login: str) -> None:
    answer = NOBODY("POST", "auth/token", {"username": login, "password": "wrong"})
    assert (answer.status, answer.code) == (401, "not_authenticated")
    assert answer.body == NOBODY("POST", "auth/token", {"username": "alice", "password": "wrong"}).body


def test_an_unknown_name_costs_one_hash_like_a_known_one(alice: User, hashed: list[str]) -> None:
    for login in ("alice", "nobody"):
        NOBODY("POST", "auth/token", {"username": login, "password": "wrong"})
    assert hashed == ["verify", "encode"]


def test_the_deactivated_are_told_no_more_than_strangers(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    answer = NOBODY("POST", "auth/token", {"username": "alice", "password": PASSWORD})
    assert answer.code == "not_authenticated"
    assert answer.body == NOBODY("POST", "auth/token", {"username": "nobody", "password": PASSWORD}).body


def test_a_request_with_a_token_asks_the_database_once_for_its_caller(
    alice: User, django_assert_num_queries: Any
) -> None:
    app = App(alice)
    with django_assert_num_queries(1):
        assert app("GET", "users?ids=").status == 200


def test_without_a_token_one_is_asked_to_sign_in(db: None) -> None:
    answer = NOBODY("GET", "me")
    assert (answer.status, answer.code) == (401, "not_authenticated")
    assert answer.response["WWW-Authenticate"].startswith("Bearer")


def test_the_tokens_name_their_device_and_this_server(alice: User) -> None:
    app = App(alice)
    for token in (app.access, app.refresh):
        claims = claims_of(token)
        assert claims["sub"] == str(alice.pk)
        assert claims["device"] == str(app.device.pk)
        assert (claims["aud"], claims["iss"]) == ("parlance", "parlance")


def test_a_pair_is_a_function_of_its_device(alice: User) -> None:
    app = App(alice)
    device = app.device
    assert device.refresh_jti is not None
    assert device.rotated_at is not None
    pair = pair_of(device, device.refresh_jti, device.rotated_at)
    assert (pair.access, pair.refresh) == (app.access, app.refresh)


def test_tokens_of_a_host_whose_clock_is_ahead_count_at_once(alice: User) -> None:
    device = App(alice).device
    assert device.refresh_jti is not None
    pair = pair_of(device, device.refresh_jti, timezone.now() + timedelta(minutes=2))
    assert me_by(pair.access).status == 200
    assert NOBODY("POST", "auth/token/refresh", {"refresh": pair.refresh}).status == 200


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def altered(app: App, **claims: Any) -> str:
    """Well signed, with other claims; None takes one away."""
    changed = {**claims_of(app.access), **claims}
    return signed({name: value for name, value in changed.items() if value is not None})


def parts(app: App) -> tuple[str, str, str]:
    head, body, mark = app.access.split(".")
    return head, body, mark


def in_seconds(seconds: int) -> int:
    return int(timezone.now().timestamp()) + seconds


ANOTHER_KEY = "another key that is also long enough to sign all kinds of tokens with"
NOBODYS = "0190f0f0-0000-7000-8000-000000000000"

# Each is one step away from a token that gives access.
FORGERIES: dict[str, Callable[[App], str]] = {
    "refresh as access": lambda app: app.refresh,
    "nonsense": lambda app: "nonsense",
    "empty": lambda app: "",
    "cut": lambda app: app.access[:-4],
    "no signature": lambda app: f"{parts(app)[0]}.{parts(app)[1]}.",
    "claims changed": lambda app: f"{parts(app)[0]}.{encoded({**claims_of(app.access), 'x': 1})}.{parts(app)[2]}",
    "alg none": lambda app: f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{parts(app)[1]}.",
    "alg None": lambda app: f"{encoded({'alg': 'None', 'typ': 'JWT'})}.{parts(app)[1]}.{parts(app)[2]}",
    "HS512": lambda app: signed(claims_of(app.access), algorithm="HS512"),
    "another key": lambda app: signed(claims_of(app.access), ANOTHER_KEY),
    "the secret key": lambda app: signed(claims_of(app.access), settings.SECRET_KEY),
    "a key id": lambda app: signed(claims_of(app.access), ANOTHER_KEY, headers={"kid": "../../dev/null"}),
    "another audience": lambda app: altered(app, aud="elsewhere"),
    "no audience": lambda app: altered(app, aud=None),
    "another issuer": lambda app: altered(app, iss="elsewhere"),
    "no issuer": lambda app: altered(app, iss=None),
    "expired": lambda app: altered(app, exp=in_seconds(-1)),
    "not yet": lambda app: altered(app, nbf=in_seconds(3600)),
    "no expiry": lambda app: altered(app, exp=None),
    "no type": lambda app: altered(app, token_type=None),
    "an expiry beyond all time": lambda app: altered(app, exp=1e30),
    "an infinite expiry": lambda app: altered(app, exp=float("inf")),
    "an expiry that is no number": lambda app: altered(app, exp="soon"),
    "an expiry that is a list": lambda app: altered(app, exp=[in_seconds(60)]),
    "an infinite start": lambda app: altered(app, nbf=float("inf")),
    "a date of issue beyond all time": lambda app: altered(app, iat=1e30),
    "an id that is no id": lambda app: altered(app, jti=7),
    "a body that is a list": lambda app: f"{parts(app)[0]}.{encoded([1])}.{parts(app)[2]}",
    "no device": lambda app: altered(app, device=None),
    "unknown device": lambda app: altered(app, device=NOBODYS),
    "a device that is no id": lambda app: altered(app, device=["x"]),
    "nobody": lambda app: altered(app, sub=NOBODYS),
    "malformed user": lambda app: altered(app, sub="1 or 1=1"),
}


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_opens_nothing(alice: User, name: str) -> None:
    app = App(alice)
    assert me_by(altered(app)).status == 200
    answer = me_by(FORGERIES[name](app))
    assert (answer.status, answer.code) == (401, "token_invalid")
    assert answer.body["detail"] == "The token is no longer valid."


def test_a_token_that_was_good_ends_all_the_same(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    token = altered(App(alice), exp=in_seconds(60))
    assert me_by(token).status == 200
    monkeypatch.setattr("accounts.tokens.time", lambda: time.time() + 61)
    assert me_by(token).code == "token_invalid"


def test_another_persons_name_on_my_device_is_refused(alice: User, mallory: User) -> None:
    assert me_by(altered(App(mallory), sub=str(alice.pk))).code == "token_invalid"


def test_a_browsers_device_has_no_tokens(alice: User) -> None:
    client, app = browser(alice), App(alice)
    assert me_by(altered(app, device=str(device_of(client).pk))).code == "token_invalid"


def test_a_token_beside_a_session_is_the_one_that_counts(alice: User, bob: User) -> None:
    client = browser(alice)
    assert Api(client)("GET", "me").body["username"] == "alice"
    assert Api(client, Authorization=f"Bearer {App(bob).access}")("GET", "me").body["username"] == "bob"
    assert Api(client, Authorization="Bearer nonsense")("GET", "me").code == "token_invalid"
    assert Api(client, Authorization="Basic eDp5")("GET", "me").body["username"] == "alice"


def test_two_keys_never_are_one(settings: Any) -> None:
    from accounts.checks import signing_key

    assert signing_key() == []
    settings.SIMPLE_JWT = {"SIGNING_KEY": settings.SECRET_KEY}
    settings.SECRET_KEY = settings.SIMPLE_JWT["SIGNING_KEY"]
    assert [error.id for error in signing_key()] == ["accounts.E002"]
    settings.SIMPLE_JWT = {"SIGNING_KEY": "short"}
    assert [error.id for error in signing_key()] == ["accounts.E001"]
