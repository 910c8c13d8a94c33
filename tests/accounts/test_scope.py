"""The socket's handshake: who is let in, and from which page."""

import pytest
from django.test import Client

from accounts.authentication import authenticate_scope
from accounts.models import Device, User
from chatproject.lib.errors import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice", "Alice@Example.com", "correct horse battery")


@pytest.fixture
def browser(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def scope(*, subprotocols: tuple[str, ...] = (), scheme: str = "ws", **headers: str) -> dict[str, object]:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "websocket", "scheme": scheme, "headers": encoded, "subprotocols": list(subprotocols)}


def from_page(
    client: Client, origin: str | None, host: str = "localhost:8000", scheme: str = "ws"
) -> dict[str, object]:
    headers = {"host": host, "cookie": f"sessionid={client.cookies['sessionid'].value}"}
    if origin is not None:
        headers["origin"] = origin
    return scope(scheme=scheme, **headers)


def test_a_browser_is_its_device(browser: Client, alice: User, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        signed = authenticate_scope(from_page(browser, "http://localhost:8000"))
    assert signed.user == alice
    assert signed.device == Device.objects.get()


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "http://evil.example",
        "http://localhost:8000.evil.example",
        "http://evil-localhost:8000",
        "http://evil.localhost:8000",
        "http://localhost",
        "http://localhost:8001",
        "https://localhost:8000",
        "ws://localhost:8000",
        "http://localhost:8000/",
        "http://user@localhost:8000",
    ],
)
def test_a_foreign_page_is_refused(browser: Client, origin: str | None) -> None:
    assert authenticate_scope(from_page(browser, "http://localhost:8000"))
    with pytest.raises(Forbidden):
        authenticate_scope(from_page(browser, origin))


def test_a_forged_host_makes_no_page_ours(browser: Client, settings: object) -> None:
    with pytest.raises(Forbidden):
        authenticate_scope(from_page(browser, "http://evil.example", host="evil.example"))
