from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from allauth.account.models import EmailAddress
from django.test import TestCase

from accounts.models import User
from chatproject.realtime import Envelope
from chatproject.realtime.bus import bus
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
    """The devices whose sockets were told to close, once the transactions within are committed."""

    @contextmanager
    def listen() -> Iterator[list[str]]:
        heard: list[Envelope] = []
        devices: list[str] = []
        bus.connect(heard.extend)
        try:
            with TestCase.captureOnCommitCallbacks(execute=True):
                yield devices
        finally:
            bus.connect(None)
        devices.extend(each.group.removeprefix("d.") for each in heard if each.group.startswith("d."))

    return listen


@pytest.fixture
def owner(alice: User) -> User:
    """Alice, who has confirmed her address."""
    EmailAddress.objects.filter(user=alice).update(verified=True)
    return alice
