"""Secrets in the database: sealed under keys of their own, which can be exchanged."""

from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from chatproject import vault
from notifications.delivery.vapid import signer
from notifications.models import VapidKey
from tests.accounts.test_second_factor import code, sign_in
from tests.world import PASSWORD

OLD = "an old key that is long enough to encrypt all kinds of secrets with"
NEW = "a new key that is long enough to encrypt all kinds of secrets with"


def test_second_factor_is_not_stored_in_clear(alice: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    seed = RecoveryCodes.activate(alice)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert vault.is_sealed(seed.instance.data["seed"])
    assert "PRIVATE" not in str(signer() and VapidKey.objects.get().private)


def test_losing_the_secret_key_locks_nobody_out(alice: User, settings: Any) -> None:
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    first = RecoveryCodes.activate(alice).get_unused_codes()[0]
    public = signer().public_key
    settings.SECRET_KEY = "another secret key, of which no one has heard before"
    assert sign_in(code(secret)).status == 200
    assert sign_in(first).status == 200
    assert signer().public_key == public


def test_keys_are_exchanged(alice: User, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    public = signer().public_key
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert sign_in(code(secret)).status == 200
    call_command("reencrypt")
    settings.ENCRYPTION_KEYS = [NEW]
    assert sign_in(code(secret, 1)).status == 200
    assert signer().public_key == public


def test_server_without_its_key_says_so(alice: User, settings: Any) -> None:
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    settings.ENCRYPTION_KEYS = [NEW]
    assert sign_in(code(secret)).code == "unavailable"
    client = Client()
    client.post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    page = client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert "lacks the key" in page.content.decode()


def test_sealed_value_does_not_unseal_for_another_purpose() -> None:
    assert vault.unseal("one", vault.seal("one", "text")) == "text"
    with pytest.raises(vault.Unsealable):
        vault.unseal("other", vault.seal("one", "text"))


def test_migration_seals_what_was_in_clear_and_back(alice: User) -> None:
    migration = import_module("accounts.migrations.0004_seal_second_factors")
    secret = generate_totp_secret()
    row = Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": secret})
    for _ in range(2):
        migration.seal(apps, None)
        row.refresh_from_db()
        assert vault.is_sealed(row.data["secret"])
    assert sign_in(code(secret)).status == 200
    migration.unseal(apps, None)
    row.refresh_from_db()
    assert row.data["secret"] == secret
