"""The keys that identify this server to push services: Web Push (VAPID) and APNs."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.db import connection

from accounts.models import User
from chatproject import vault
from notifications.delivery.channels import apns
from notifications.delivery.vapid import PURPOSE, signer
from notifications.models import VapidKey
from tests.notifications.providers import Providers
from tests.notifications.pushing import deliver, due_now, queue, registration

# In the format of py-vapid.
STORED = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgai4uX88ooKDW5OQk
/TwR7EfT3SMvyiWxREWnaS+wTLehRANCAAT7Xpn7rvSSUpaoAMnvlJ2m29bMDhA6
fmA3NMDJn7H/d3IdWw4VbV5sWcDCf3DIT7+bTOYrwAsws1JpDiSi2vev
-----END PRIVATE KEY-----
"""
STORED_PUBLIC = "BPtemfuu9JJSlqgAye-Unabb1swOEDp-YDc0wMmfsf93ch1bDhVtXmxZwMJ_cMhPv5tM5ivACzCzUmkOJKLa968"


@pytest.mark.django_db(transaction=True)
def test_all_who_need_it_at_once_get_the_same(settings: Any) -> None:
    assert not VapidKey.objects.exists()

    def key(_: int) -> str:
        try:
            return signer().public_key
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(key, range(6)))) == 1
    assert VapidKey.objects.count() == 1


def test_vapid_key_is_kept(db: None) -> None:
    assert signer().public_key == signer().public_key


def test_signer_uses_the_key_that_an_earlier_version_stored(push: Providers, alice: User) -> None:
    VapidKey.objects.create(pk=1, private=vault.seal(PURPOSE, STORED))
    assert signer().public_key == STORED_PUBLIC
    assert deliver(queue(registration(push, alice))) == [("accepted", "")]


def test_a_signature_is_used_for_half_a_day(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAPID_SUBJECT = "mailto:admin@example.org"
    own, now = signer(), 1_800_000_000.0
    monkeypatch.setattr("notifications.delivery.vapid.time.time", lambda: now)
    first = own.authorization("https://push.example.org")
    claims = jwt.decode(first.split("t=")[1].split(",")[0], options={"verify_signature": False})
    assert claims == {"aud": "https://push.example.org", "sub": "mailto:admin@example.org", "exp": now + 12 * 3600}
    assert own.authorization("https://other.example.org") != first
    now += 10 * 3600
    assert own.authorization("https://push.example.org") == first
    now += 1.5 * 3600
    assert own.authorization("https://push.example.org") != first


def test_cache_of_origins_is_bounded(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.delivery.vapid._MOST_KEPT", 5)
    own = signer()
    for number in range(20):
        own.authorization(f"https://{number}.notify.windows.com")
    assert len(own._kept) <= 5


def test_browsers_that_know_another_key_do_not_take_ours(push: Providers, alice: User) -> None:
    mine = registration(push, alice)
    VapidKey.objects.all().delete()
    row = queue(mine)
    assert deliver(row) == [("failed", "refused")]
    (came,) = push.received("webpush")
    assert "Crypto-Key" in came.headers["wrong"]


def test_apple_gets_one_token_for_forty_minutes(push: Providers, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    apns._tokens.clear()
    mine = registration(push, alice, "apns")
    real = time.time
    for ahead in (0, 39 * 60, 41 * 60):
        monkeypatch.setattr("notifications.delivery.channels.apns.time.time", lambda ahead=ahead: real() - 3000 + ahead)
        assert deliver(row := queue(mine)) == [("accepted", "")], row.error
    used = [each.headers["jwt"] for each in push.received("apns")]
    assert used[0] == used[1] != used[2]
    apns._tokens.clear()


@pytest.mark.usefixtures("unhurried")
def test_a_token_that_apple_takes_no_more_is_renewed(push: Providers, alice: User) -> None:
    mine = registration(push, alice, "apns")
    deliver(queue(mine))
    [(key, (made_at, token))] = apns._tokens.items()
    claims = {**jwt.decode(token, options={"verify_signature": False}), "iat": int(time.time()) - 2 * 3600}
    file, kid, _ = key
    old = jwt.encode(claims, Path(file).read_text(), algorithm="ES256", headers={"kid": kid})
    apns._tokens[key] = made_at, old
    row = queue(mine)
    assert deliver(row) == [("queued", "")]
    assert row.error == "ExpiredProviderToken"
    due_now()
    assert deliver(row) == [("accepted", "")]
