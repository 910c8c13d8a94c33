from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.passwords import Argon2
from tests.conversations.world import listening
from tests.world import person

SignOuts = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def alice(db: None) -> User:
    return person("alice", display_name="Alice Liddell")


@pytest.fixture
def bob(db: None) -> User:
    return person("bob", display_name="Bob Martin")


@pytest.fixture
def sign_outs() -> SignOuts:
    """The devices whose sockets receive a request to close, once the transactions within are committed."""

    @contextmanager
    def listen() -> Iterator[list[str]]:
        devices: list[str] = []
        with listening() as published:
            yield devices
        devices.extend(each.group.removeprefix("d.") for each in published if each.group.startswith("d."))

    return listen


@pytest.fixture
def owner(alice: User) -> User:
    """Alice, who has confirmed her address."""
    EmailAddress.objects.filter(user=alice).update(verified=True)
    return alice


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes of passwords since the test began: "encode" or "verify" for each."""
    found: list[str] = []
    real_encode, real_verify = Argon2.encode, Argon2.verify

    def encode(self: Argon2, password: str, salt: str) -> str:
        found.append("encode")
        return str(real_encode(self, password, salt))

    def verify(self: Argon2, password: str, encoded: str) -> bool:
        found.append("verify")
        return bool(real_verify(self, password, encoded))

    monkeypatch.setattr(Argon2, "encode", encode)
    monkeypatch.setattr(Argon2, "verify", verify)
    return found
