"""The life of a refresh token: rotation, a lost answer given again, reuse, logout."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts.models import Device, User
from accounts.operations.cleaning_up import clean_up
from accounts.operations.refreshing import refresh_tokens
from tests.accounts.conftest import SignOuts
from tests.world import Answer, Api, App, person

NOBODY = Api()


def refresh(token: str) -> Answer:
    return NOBODY("POST", "auth/token/refresh", {"refresh": token})


def me_by(token: str) -> Answer:
    return Api(Authorization=f"Bearer {token}")("GET", "me")


def seconds_pass(seconds: float) -> None:
    """Move what was spent into the past."""
    moment = timezone.now() - timedelta(seconds=seconds)
    BlacklistedToken.objects.update(blacklisted_at=moment)


def test_a_refresh_gives_a_new_pair_of_the_same_device(alice: User) -> None:
    app = App(alice)
    answer = refresh(app.refresh)
    assert (answer.status, set(answer.body)) == (200, {"access", "refresh"})
    assert answer.body["refresh"] != app.refresh
    assert me_by(answer.body["access"]).status == 200
    assert me_by(app.access).status == 200
    assert Device.objects.get() == app.device


def test_a_lost_answer_is_given_again(alice: User) -> None:
    app = App(alice)
    first = refresh(app.refresh)
    seconds_pass(9 * 60)
    again = refresh(app.refresh)
    assert again.status == 200
    assert claims(again) == claims(first)
    seconds_pass(0)
    assert refresh(app.refresh).body == refresh(app.refresh).body


def claims(answer: Answer) -> tuple[str, str]:
    """Which tokens they are; their dates move with the test's clock."""
    import jwt

    access, fresh = (
        jwt.decode(answer.body[name], options={"verify_signature": False}) for name in ("access", "refresh")
    )
    return access["jti"], fresh["jti"]


def test_spent_token_ends_the_family_once_its_successor_is_used(alice: User, sign_outs: SignOuts) -> None:
    app = App(alice)
    first = refresh(app.refresh).body
    assert refresh(app.refresh).body == first
    second = refresh(first["refresh"]).body
    assert refresh(first["refresh"]).body == second
    with sign_outs() as devices:
        assert refresh(app.refresh).code == "token_invalid"
    assert devices == [str(app.device.pk)]
    assert refresh(second["refresh"]).code == "token_invalid"


def test_a_spent_token_used_later_ends_the_family(alice: User, sign_outs: SignOuts) -> None:
    app = App(alice)
    pair = refresh(app.refresh).body
    seconds_pass(11 * 60)
    with sign_outs() as devices:
        answer = refresh(app.refresh)
    assert (answer.status, answer.code) == (401, "token_invalid")
    assert devices == [str(app.device.pk)]
    assert me_by(pair["access"]).code == "token_invalid"
    assert refresh(pair["refresh"]).code == "token_invalid"


def test_the_ledger_forgets_but_a_theft_is_still_seen(alice: User, sign_outs: SignOuts) -> None:
    app = App(alice)
    refresh(app.refresh)
    seconds_pass(2 * 3600)
    clean_up()
    assert OutstandingToken.objects.count() == 1
    with sign_outs() as devices:
        assert refresh(app.refresh).code == "token_invalid"
    assert devices == [str(app.device.pk)]


def test_reuse_ends_that_device_alone(alice: User) -> None:
    app, other = App(alice), App(alice)
    refresh(app.refresh)
    seconds_pass(11 * 60)
    refresh(app.refresh)
    assert other("GET", "me").status == 200
    assert refresh(other.refresh).status == 200


def test_logout_kills_at_once(alice: User, sign_outs: SignOuts) -> None:
    app, other = App(alice), App(alice)
    assert app("GET", "me").status == 200
    with sign_outs() as devices:
        assert NOBODY("POST", "auth/logout", {"refresh": app.refresh}).status == 204
    assert devices == [str(app.device.pk)]
    assert app("GET", "me").code == "token_invalid"
    assert refresh(app.refresh).code == "token_invalid"
    assert NOBODY("POST", "auth/logout", {"refresh": app.refresh}).code == "token_invalid"
    assert other("GET", "me").status == 200


def test_a_spent_token_logs_out_too(alice: User) -> None:
    app = App(alice)
    pair = refresh(app.refresh).body
    assert NOBODY("POST", "auth/logout", {"refresh": app.refresh}).status == 204
    assert me_by(pair["access"]).code == "token_invalid"


def test_no_grace_after_logout(alice: User) -> None:
    app = App(alice)
    pair = refresh(app.refresh).body
    NOBODY("POST", "auth/logout", {"refresh": pair["refresh"]})
    assert refresh(app.refresh).code == "token_invalid"


@pytest.mark.parametrize("token", ["nonsense", "", "a.b.c"])
def test_nonsense_is_no_refresh_token(db: None, token: str) -> None:
    assert refresh(token).code == "token_invalid"
    assert NOBODY("POST", "auth/logout", {"refresh": token}).code == "token_invalid"


def test_an_access_token_refreshes_nothing(alice: User) -> None:
    app = App(alice)
    assert refresh(app.access).code == "token_invalid"
    assert NOBODY("POST", "auth/logout", {"refresh": app.access}).code == "token_invalid"
    assert app("GET", "me").status == 200


@pytest.mark.parametrize("body", [{}, {"refresh": 7}, {"refresh": None}, []])
def test_refresh_is_invalid_without_a_token(db: None, body: Any) -> None:
    assert NOBODY("POST", "auth/token/refresh", body).code == "invalid"


def test_the_deactivated_refresh_nothing(alice: User) -> None:
    app = App(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert refresh(app.refresh).code == "token_invalid"
    assert app("GET", "me").code == "token_invalid"


def test_no_token_is_stored(alice: User) -> None:
    refresh(App(alice).refresh)
    assert set(OutstandingToken.objects.values_list("token", flat=True)) == {""}


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_one_pair() -> None:
    app = App(person("alice"))

    def ask(_: int) -> tuple[str, str]:
        try:
            pair = refresh_tokens(refresh=app.refresh)
            return pair.access, pair.refresh
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        pairs = set(threads.map(ask, range(20)))
    assert len(pairs) == 1
    ((access, fresh),) = pairs
    assert me_by(access).status == 200
    assert refresh(fresh).status == 200
    assert OutstandingToken.objects.count() == 3
