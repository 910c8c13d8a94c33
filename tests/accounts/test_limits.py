"""How often one may try."""

from typing import Any

import pytest

from accounts.limits import address_of, spend
from accounts.models import User
from chatproject.contract.errors import RateLimited
from chatproject.rate_limits import Limiter
from tests.world import PASSWORD, Answer, Api


@pytest.fixture(autouse=True)
def _few(settings: Any) -> None:
    settings.RATE_LIMITS = True
    settings.RATES = {
        "register_address": (3, 3600),
        "sign_in_address": (6, 3600),
        "sign_in_account": (3, 3600),
        "second_factor": (3, 3600),
    }


def sign_in(login: str, password: str, address: str) -> Answer:
    api = Api()
    api.client.defaults["REMOTE_ADDR"] = address
    return api("POST", "auth/token", {"username": login, "password": password})


def fail(login: str, times: int, address: str) -> None:
    for _ in range(times):
        assert sign_in(login, "wrong", address).code == "not_authenticated"


def test_an_account_is_guarded_against_guesses_from_anywhere(alice: User) -> None:
    for number in range(3):
        fail("alice", 1, f"10.0.0.{number}")
    answer = sign_in("alice", PASSWORD, "10.0.0.9")
    assert (answer.status, answer.code) == (429, "rate_limited")
    assert 0 < answer.body["retry_after_ms"] <= 3_600_001
    assert int(answer.response["Retry-After"]) > 0


def test_username_and_address_are_one_account(alice: User) -> None:
    fail("alice", 2, "10.0.0.1")
    fail("alice@example.org", 1, "10.0.0.2")
    assert sign_in("ALICE", PASSWORD, "10.0.0.3").code == "rate_limited"


def test_an_unknown_account_is_limited_alike(db: None) -> None:
    fail("nobody", 3, "10.0.0.1")
    assert sign_in("nobody", "wrong", "10.0.0.2").code == "rate_limited"


def test_an_address_is_limited_over_all_accounts(alice: User, bob: User) -> None:
    for number in range(6):
        fail(f"someone{number}", 1, "10.0.0.1")
    assert sign_in("alice", PASSWORD, "10.0.0.1").code == "rate_limited"
    assert sign_in("alice", PASSWORD, "10.0.0.2").status == 200


def test_successes_do_not_count_and_clear_nothing(alice: User) -> None:
    fail("alice", 2, "10.0.0.1")
    for number in range(8):
        assert sign_in("alice", PASSWORD, f"10.0.1.{number}").status == 200
    fail("alice", 1, "10.0.0.1")
    assert sign_in("alice", PASSWORD, "10.0.0.1").code == "rate_limited"


def test_failed_attempts_from_elsewhere_do_not_lock_out_a_known_address(alice: User) -> None:
    assert sign_in("alice", PASSWORD, "10.0.0.1").status == 200
    fail("alice", 3, "10.6.6.6")
    assert sign_in("alice", PASSWORD, "10.6.6.7").code == "rate_limited"
    assert sign_in("alice", PASSWORD, "10.0.0.1").status == 200


def test_a_forwarded_header_is_not_believed(alice: User, rf: Any) -> None:
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "1.2.3.4", "X-Real-IP": "1.2.3.4"})
    assert address_of(request) == "10.0.0.1"


def test_behind_our_proxy_it_is(rf: Any, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "9.9.9.9, 1.2.3.4"})
    assert address_of(request) == "1.2.3.4"


def test_a_network_of_ipv6_is_one_address(rf: Any) -> None:
    assert address_of(rf.get("/", REMOTE_ADDR="2001:db8:1:2:3::4")) == "2001:db8:1:2::/64"


def test_without_an_address_there_is_a_common_one(rf: Any) -> None:
    assert address_of(rf.get("/", REMOTE_ADDR="")) == "unknown"


def test_registering_is_limited_by_address(db: None) -> None:
    answers = [
        Api()("POST", "auth/register", {"username": f"p{n}", "email": f"p{n}@example.org", "password": PASSWORD})
        for n in range(4)
    ]
    assert [each.status for each in answers] == [201, 201, 201, 429]
    assert User.objects.count() == 3


def test_limits_can_be_off(settings: Any) -> None:
    settings.RATES = {"register_address": (1, 3600)}
    spend("register_address", "somewhere")
    with pytest.raises(RateLimited):
        spend("register_address", "somewhere")
    settings.RATE_LIMITS = False
    spend("register_address", "somewhere")


def test_refused_try_waits_for_the_next_one_and_takes_none(settings: Any) -> None:
    settings.RATES = {"add_strangers": (4, 3600)}
    spend("add_strangers", "alice", times=2)
    for _ in range(3):
        with pytest.raises(RateLimited) as refused:
            spend("add_strangers", "alice", times=3)
        assert 0 < (refused.value.retry_after_ms or 0) <= 900_001
    spend("add_strangers", "alice", times=2)
    with pytest.raises(RateLimited):
        spend("add_strangers", "alice")


def test_try_is_counted_in_this_process_without_valkey(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    monkeypatch.setattr("accounts.limits.limiter", Limiter())
    settings.RATES = {"sign_in_address": (2, 3600)}
    spend("sign_in_address", "somewhere").give_back()
    for _ in range(2):
        spend("sign_in_address", "somewhere")
    with pytest.raises(RateLimited):
        spend("sign_in_address", "somewhere")


def test_the_page_counts_with_the_api(alice: User) -> None:
    from django.test import Client

    fail("alice", 3, "10.0.0.1")
    client = Client(REMOTE_ADDR="10.0.0.2")
    page = client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    assert page.status_code == 200
    assert "sessionid" not in client.cookies
    assert b"Too many attempts" in page.content
