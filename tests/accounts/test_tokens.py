"""Access tokens: what is one, and what only looks like one."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.tokens import pair_of
from tests.world import PASSWORD, Api, App

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


@pytest.mark.parametrize("login", ["alice", "nobody", "nobody@example.org", "a\x00lice", "'; --", ""])
def test_a_wrong_password_and_a_wrong_name_look_the_same(alice: User, login: str) -> None:
    answer = NOBODY("POST", "auth/token", {"username": login, "password": "wrong"})
    if "\x00" in login:
        assert answer.code == "invalid"
        return
    assert (answer.status, answer.code) == (401, "not_authenticated")
    assert answer.body == NOBODY("POST", "auth/token", {"username": "alice", "password": "wrong"}).body


def test_an_unknown_name_costs_one_hash_like_a_known_one(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts.passwords import Argon2

    hashed: list[str] = []
    real_encode, real_verify = Argon2.encode, Argon2.verify

    def encode(self: Argon2, password: str, salt: str) -> str:
        hashed.append("encode")
        return str(real_encode(self, password, salt))

    def verify(self: Argon2, password: str, encoded: str) -> bool:
        hashed.append("verify")
        return bool(real_verify(self, password, encoded))

    monkeypatch.setattr(Argon2, "encode", encode)
    monkeypatch.setattr(Argon2, "verify", verify)
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
        assert app("GET", "me").status == 200


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


def forgeries(app: App) -> dict[str, str]:
    """Tokens that must open nothing, each one step from one that does."""
    good = claims_of(app.access)
    head, body, mark = app.access.split(".")

    def encoded(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    now = timezone.now()
    return {
        "refresh as access": app.refresh,
        "nonsense": "nonsense",
        "empty": "",
        "no signature": f"{head}.{body}.",
        "cut": app.access[:-4],
        "altered claims": f"{head}.{encoded({**good, 'sub': str(app.device.pk)})}.{mark}",
        "alg none": f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        "alg None": f"{encoded({'alg': 'None', 'typ': 'JWT'})}.{body}.{mark}",
        "HS512": signed(good, algorithm="HS512"),
        "wrong key": signed(good, "another key that is also long enough for this"),
        "the secret key": signed(good, settings.SECRET_KEY),
        "kid": signed(good, "another key that is also long enough for this", headers={"kid": "../../dev/null"}),
        "other audience": signed({**good, "aud": "elsewhere"}),
        "no audience": signed({name: value for name, value in good.items() if name != "aud"}),
        "other issuer": signed({**good, "iss": "elsewhere"}),
        "expired": signed({**good, "exp": int((now - timedelta(seconds=1)).timestamp())}),
        "not yet": signed({**good, "nbf": int((now + timedelta(hours=1)).timestamp())}),
        "no expiry": signed({name: value for name, value in good.items() if name != "exp"}),
        "no type": signed({name: value for name, value in good.items() if name != "token_type"}),
        "no device": signed({name: value for name, value in good.items() if name != "device"}),
        "another device": signed({**good, "device": "0190f0f0-0000-7000-8000-000000000000"}),
        "device is no id": signed({**good, "device": ["x"]}),
        "sub is no id": signed({**good, "sub": "1 or 1=1"}),
    }


FORGERIES = [
    "refresh as access",
    "nonsense",
    "empty",
    "no signature",
    "cut",
    "altered claims",
    "alg none",
    "alg None",
    "HS512",
    "wrong key",
    "the secret key",
    "kid",
    "other audience",
    "no audience",
    "other issuer",
    "expired",
    "not yet",
    "no expiry",
    "no type",
    "no device",
    "another device",
    "device is no id",
    "sub is no id",
]


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_opens_nothing(alice: User, name: str) -> None:
    app = App(alice)
    assert me_by(signed(claims_of(app.access))).status == 200
    answer = me_by(forgeries(app)[name])
    assert (answer.status, answer.code) == (401, "token_invalid")
    assert answer.body["detail"] == "The token is not valid any more."


def test_another_persons_name_on_my_device_is_refused(alice: User, mallory: User) -> None:
    assert me_by(signed({**claims_of(App(mallory).access), "sub": str(alice.pk)})).code == "token_invalid"


def test_a_token_beside_a_session_is_the_one_that_counts(alice: User, bob: User) -> None:
    from tests.world import browser

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
