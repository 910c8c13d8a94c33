"""Access tokens for FCM: requested once for all, renewed in time, and the results of sends without one."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from accounts.models import User
from notifications.delivery.channels import fcm_account
from notifications.models import Notification
from tests.notifications.providers import Providers
from tests.notifications.pushing import deliver, due_now, queue, registration, seconds_until


@pytest.fixture(autouse=True)
def no_token() -> Iterator[None]:
    """Begins and ends without an access token."""
    fcm_account._read.cache_clear()
    yield
    fcm_account._read.cache_clear()


@pytest.fixture
def rows(push: Providers, alice: User) -> list[Notification]:
    return [queue(registration(push, alice, "fcm")) for _ in range(10)]


def test_access_token_is_requested_once_for_many_sends(push: Providers, rows: list[Notification]) -> None:
    assert set(deliver(*rows)) == {("accepted", "")}
    assert len(push.received("fcm-token")) == 1


@pytest.mark.parametrize(("lifetime", "requested"), [(600, 1), (200, 2)])
def test_access_token_is_renewed_shortly_before_it_expires(
    lifetime: int, requested: int, push: Providers, rows: list[Notification]
) -> None:
    push.answer("fcm-token", lifetime=lifetime)
    deliver(*rows)
    assert deliver(later := queue(_of(rows))) == [("accepted", "")], later.error
    assert len(push.received("fcm-token")) == requested


def test_access_token_is_renewed_when_fcm_no_longer_accepts_it(push: Providers, rows: list[Notification]) -> None:
    deliver(*rows)
    fcm_account.account(push.environment["FCM_CREDENTIALS"])._token = "stale"
    row = queue(_of(rows))
    assert deliver(row) == [("queued", "")]
    assert row.error.startswith("401")
    due_now()
    assert deliver(row) == [("accepted", "")]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("busy", "no token: 429 rate_limit_exceeded"),
        ("broken", "no token: 500 internal_failure"),
        ("moved", "no token: 307"),
        ("hang", "no token: no answer within 0.5 s"),
    ],
)
def test_sends_share_one_refusal_of_a_token_and_wait(
    answer: str, error: str, push: Providers, rows: list[Notification], monkeypatch: pytest.MonkeyPatch
) -> None:
    push.answer("fcm-token", answer, retry_after=7)
    with monkeypatch.context() as patched:
        if answer == "hang":
            patched.setattr("notifications.delivery.channels.http.TIMEOUT", 0.5)
        assert set(deliver(*rows)) == {("queued", "")}
    assert {row.error for row in rows} == {error}
    # A row whose pause ended at once was retried.
    assert len(push.received("fcm-token")) <= 1 + sum(row.attempts - 1 for row in rows)
    if answer in ("busy", "broken"):
        assert all(5 < seconds_until(row) <= 7 for row in rows)
    push.answer("fcm-token")
    due_now()
    assert set(deliver(*rows)) == {("accepted", "")}


@pytest.mark.parametrize("skew", [-7200, 7200])
def test_send_waits_while_the_clock_is_wrong(
    skew: int, push: Providers, rows: list[Notification], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(fcm_account, "time", SimpleNamespace(time=lambda: time.time() + skew))
        assert set(deliver(*rows)) == {("queued", "")}
    assert all(row.error.startswith("no token: 400 invalid_grant") for row in rows)
    due_now()
    assert set(deliver(*rows)) == {("accepted", "")}


def _pem(key: Any) -> str:
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"client_email": "other@parlance-tests.example"}, "no token: 401 unauthorized_client"),
        ({"private_key_id": "another"}, "no token: 400 invalid_grant Invalid JWT"),
        ({"private_key": _pem(rsa.generate_private_key(65537, 2048))}, "no token: 400 invalid_grant Signature"),
        ({"private_key": _pem(ec.generate_private_key(ec.SECP256R1()))}, "FCM_CREDENTIALS: TypeError: private_key"),
        ({"private_key": "no key at all"}, "FCM_CREDENTIALS: ValueError: "),
        ({"private_key": 7}, "FCM_CREDENTIALS: ValidationError: "),
        (None, "FCM_CREDENTIALS: DecodeError: "),
    ],
)
def test_send_waits_for_a_usable_service_account(
    wrong: dict[str, Any] | None, error: str, push: Providers, rows: list[Notification], tmp_path: Path, settings: Any
) -> None:
    right = json.loads(Path(push.environment["FCM_CREDENTIALS"]).read_text())
    settings.FCM_CREDENTIALS = str(file := tmp_path / "account.json")
    file.write_text("no JSON" if wrong is None else json.dumps({**right, **wrong}))
    assert set(deliver(*rows)) == {("queued", "")}
    assert [row.error for row in rows if not row.error.startswith(error)] == []
    if error.startswith("FCM_CREDENTIALS"):
        file.write_text(json.dumps(right))
        due_now()
        assert set(deliver(*rows)) == {("accepted", "")}


def _of(rows: list[Notification]) -> Any:
    return rows[0].registration
