"""The socket's handshake: who is let in, and from which page."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.authentication import Signed
from accounts.callers import authenticate, credentials_in
from accounts.models import User
from accounts.operations.deactivating import deactivate
from accounts.operations.signing_out import end_this
from accounts.tokens import Claims
from chatproject.contract.errors import DomainError, Forbidden, NotAuthenticated, TokenInvalid
from tests.world import App, browser, device_of

HOME = "http://localhost:8000"


def let_in(scope: Any) -> Signed:
    [outcome] = authenticate([credentials_in(scope)])
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def handshake(subprotocols: list[str] | None = None, scheme: str = "ws", **headers: Any) -> dict[str, Any]:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "websocket", "scheme": scheme, "headers": encoded, "subprotocols": subprotocols or []}


def from_page(
    client: Client, origin: str | None = HOME, host: str = "localhost:8000", scheme: str = "ws"
) -> dict[str, Any]:
    cookie = f"theme=dark; sessionid={client.cookies['sessionid'].value}"
    origins: dict[str, Any] = {} if origin is None else {"origin": origin}
    return handshake(scheme=scheme, host=host, cookie=cookie, **origins)


def test_a_browser_comes_in_as_its_device(alice: User, django_assert_num_queries: Any) -> None:
    client = browser(alice)
    with django_assert_num_queries(2):
        signed = let_in(from_page(client))
    assert (signed.user, signed.device) == (alice, device_of(client))
    assert signed.expires_at == Session.objects.get(pk=client.session.session_key).expire_date


@pytest.mark.parametrize("entry", ["header", "subprotocol"])
def test_an_app_comes_in_by_header_or_subprotocol(alice: User, entry: str, django_assert_num_queries: Any) -> None:
    app = App(alice)
    by = {
        "header": handshake(authorization=f"Bearer {app.access}"),
        "subprotocol": handshake(["chat.v1", f"bearer.{app.access}"]),
    }
    with django_assert_num_queries(1):
        signed = let_in(by[entry])
    assert (signed.user, signed.device) == (alice, app.device)
    assert signed.expires_at is not None
    assert timedelta(minutes=14) < signed.expires_at - timezone.now() < timedelta(minutes=15)


def test_many_are_looked_up_in_two_queries(alice: User, bob: User, django_assert_num_queries: Any) -> None:
    pages = [browser(alice), browser(bob)]
    apps = [App(alice), App(bob), App(bob)]
    end_this(device=apps[2].device)
    presented = [credentials_in(from_page(page)) for page in pages]
    presented += [credentials_in(handshake(authorization=f"Bearer {app.access}")) for app in apps]
    with django_assert_num_queries(2):
        *signed, ended = authenticate([*presented[:4], presented[0], presented[4]])
    assert [each.device for each in signed if isinstance(each, Signed)] == [
        *(device_of(page) for page in pages),
        apps[0].device,
        apps[1].device,
        device_of(pages[0]),
    ]
    assert [each.user for each in signed if isinstance(each, Signed)] == [alice, bob, alice, bob, alice]
    assert isinstance(ended, TokenInvalid)


def test_a_device_is_let_in_with_its_own_user_only(alice: User, bob: User) -> None:
    claims = credentials_in(handshake(authorization=f"Bearer {App(alice).access}"))
    assert isinstance(claims, Claims)
    own, foreign = authenticate([claims, replace(claims, user=bob.pk)])
    assert isinstance(own, Signed)
    assert isinstance(foreign, TokenInvalid)


def test_an_app_needs_no_origin_and_may_have_any(alice: User) -> None:
    app = App(alice)
    assert let_in(handshake(authorization=f"Bearer {app.access}", origin="https://elsewhere.example"))


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
        "http://LOCALHOST:8000@evil.example",
    ],
)
def test_a_foreign_page_is_refused(alice: User, origin: str | None) -> None:
    client = browser(alice)
    assert let_in(from_page(client))
    with pytest.raises(Forbidden):
        let_in(from_page(client, origin))


def test_a_forged_host_makes_no_page_ours(alice: User) -> None:
    with pytest.raises(Forbidden):
        let_in(from_page(browser(alice), "http://evil.example", host="evil.example"))


def test_behind_tls_the_page_is_https(alice: User) -> None:
    client = browser(alice)
    assert let_in(from_page(client, "https://localhost:8000", scheme="wss"))
    with pytest.raises(Forbidden):
        let_in(from_page(client, HOME, scheme="wss"))


@pytest.mark.parametrize("told", ["https", "http"])
def test_a_proxy_says_whether_the_page_is_https(alice: User, settings: Any, told: str) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    scope = from_page(browser(alice), f"{told}://localhost:8000")
    scope["headers"].append((b"x-forwarded-proto", told.encode()))
    assert let_in(scope).user == alice


def test_trusted_origins_are_ours(alice: User, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://chat.example", "https://*.wide.example"]
    client = browser(alice)
    for origin in ("https://chat.example", "https://a.wide.example"):
        assert let_in(from_page(client, origin))
    for origin in (
        "http://chat.example",
        "https://chat.example.evil",
        "https://wide.example",
        "https://evilwide.example",
    ):
        with pytest.raises(Forbidden):
            let_in(from_page(client, origin))


@pytest.mark.parametrize("cookie", ["", "sessionid=", "sessionid=0123456789abcdef0123456789abcdef", "sessionid=%00'--"])
def test_without_a_session_nobody_comes_in(db: None, cookie: str) -> None:
    with pytest.raises(NotAuthenticated):
        let_in(handshake(host="localhost:8000", origin=HOME, cookie=cookie))


def test_an_expired_session_is_none(alice: User) -> None:
    client = browser(alice)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotAuthenticated):
        let_in(from_page(client))


def test_an_ended_device_stays_out(alice: User) -> None:
    client, app = browser(alice), App(alice)
    row = Session.objects.get()
    end_this(device=device_of(client))
    end_this(device=app.device)
    row.save(force_insert=True)
    with pytest.raises(NotAuthenticated):
        let_in(from_page(client))
    with pytest.raises(TokenInvalid):
        let_in(handshake(authorization=f"Bearer {app.access}"))


def test_the_deactivated_stay_out(alice: User, bob: User) -> None:
    client, app = browser(alice), App(alice)
    bob.is_staff = bob.is_superuser = True
    deactivate(actor=bob, user=alice)
    with pytest.raises(NotAuthenticated):
        let_in(from_page(client))
    with pytest.raises(TokenInvalid):
        let_in(handshake(["chat.v1", f"bearer.{app.access}"]))


def test_a_bad_token_is_not_saved_by_a_good_cookie(alice: User) -> None:
    scope = from_page(browser(alice))
    scope["headers"].append((b"authorization", b"Bearer nonsense"))
    with pytest.raises(TokenInvalid):
        let_in(scope)


def test_a_refresh_token_opens_no_socket(alice: User) -> None:
    with pytest.raises(TokenInvalid):
        let_in(handshake(["chat.v1", f"bearer.{App(alice).refresh}"]))
