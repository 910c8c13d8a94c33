"""Signing up, in and out on the pages."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import Device, User
from tests.accounts.conftest import SignOuts
from tests.world import PASSWORD, Api, App, browser, device_of


def sign_in(client: Client, login: str = "alice", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password, **more})


@pytest.mark.parametrize("login", ["alice", "ALICE", "alice@example.org", "Alice@Example.org"])
def test_signing_in_leads_to_the_chat_and_starts_a_device(alice: User, client: Client, login: str) -> None:
    response = sign_in(client, login)
    assert (response.status_code, response["Location"]) == (302, "/")
    device = device_of(client)
    assert (device.user, device.kind, device.session_key) == (alice, "browser", client.session.session_key)
    assert Api(client)("GET", "me").body["username"] == "alice"


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(alice: User, client: Client, next_page: str) -> None:
    assert sign_in(client, next=next_page)["Location"] == "/"


def test_a_wrong_password_and_a_wrong_name_look_the_same(alice: User) -> None:
    pages = [sign_in(Client(), login, "wrong") for login in ("alice", "nobody")]
    errors = [list(page.context["form"].non_field_errors()) for page in pages]
    assert [page.status_code for page in pages] == [200, 200]
    assert errors == [["Wrong username or password. Check both and try again."]] * 2


def test_the_deactivated_look_like_strangers(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    page = sign_in(Client())
    assert page.status_code == 200
    assert page.context["form"].non_field_errors() == sign_in(Client(), "nobody").context["form"].non_field_errors()


def test_the_session_gets_a_new_key_at_sign_in(alice: User, client: Client) -> None:
    session = client.session
    session["planted"] = True
    session.save()
    planted = str(session.session_key)
    client.cookies["sessionid"] = planted
    sign_in(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(pk=planted).exists()


def test_signing_in_from_another_site_is_refused(alice: User) -> None:
    assert sign_in(Client(enforce_csrf_checks=True)).status_code == 403


def test_signing_out_ends_the_device_and_its_sockets(alice: User, client: Client, sign_outs: SignOuts) -> None:
    sign_in(client)
    device, key = device_of(client), str(client.session.session_key)
    with sign_outs() as devices:
        assert client.post("/accounts/logout/").status_code == 302
    assert devices == [str(device.pk)]
    assert not Session.objects.filter(pk=key).exists()
    client.cookies["sessionid"] = key
    assert Api(client)("GET", "me").code == "not_authenticated"


def test_somebody_else_at_the_same_browser_is_another_device(alice: User, bob: User, sign_outs: SignOuts) -> None:
    client = browser(alice)
    first = device_of(client)
    client.post("/accounts/logout/")
    sign_in(client, "bob")
    assert device_of(client).user == bob
    assert Device.objects.active().get() == device_of(client) != first


def test_signing_up_makes_a_person_and_leads_to_the_chat(db: None, client: Client) -> None:
    response = client.post(
        "/accounts/signup/",
        {"username": "dora", "display_name": "Dora M", "email": "Dora@example.org", "password1": PASSWORD},
    )
    assert (response.status_code, response["Location"]) == (302, "/")
    user = User.objects.get()
    assert (user.username, user.display_name, user.email) == ("dora", "Dora M", "dora@example.org")
    assert Api(client)("GET", "me").body["username"] == "dora"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "ALICE"),
        ("username", "a b"),
        ("email", "x"),
        ("password1", "dora"),
        ("password1", "parlance"),
        ("display_name", "\u202e"),
    ],
)
def test_signing_up_says_what_is_wrong(alice: User, client: Client, field: str, value: str) -> None:
    data = {"username": "dora", "email": "dora@example.org", "password1": PASSWORD, field: value}
    page = client.post("/accounts/signup/", data)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert User.objects.count() == 1


def test_signing_up_is_limited_with_the_api(db: None, client: Client, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "register_address": (0, 3600)}
    page = client.post("/accounts/signup/", {"username": "dora", "email": "d@example.org", "password1": PASSWORD})
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["profile", "security", "account", "notifications", "preferences", "privacy"])
def test_settings_redirect_to_login_when_signed_out(db: None, client: Client, path: str) -> None:
    response = client.get(f"/settings/{path}/")
    assert response["Location"] == f"/accounts/login/?next=/settings/{path}/"


@pytest.mark.parametrize("path", ["profile", "security", "account", "notifications", "preferences", "privacy"])
def test_settings_pages_are_shown(alice: User, path: str) -> None:
    assert browser(alice).get(f"/settings/{path}/").status_code == 200


def test_the_devices_page_knows_which_one_it_is(alice: User) -> None:
    client = browser(alice)
    App(alice)
    devices = client.get("/settings/security/").context["devices"]
    assert [(device.name, device.is_current) for device in devices] == [("Browser", True), ("Test app", False)]


PROFILE = {"username": "alice", "display_name": "Al", "time_zone": "Asia/Tokyo"}


def test_the_profile_is_saved(alice: User) -> None:
    assert browser(alice).post("/settings/profile/", PROFILE).status_code == 302
    alice.refresh_from_db()
    assert (alice.display_name, alice.time_zone, alice.locale, alice.enter_sends) == ("Al", "Asia/Tokyo", "en", True)


@pytest.mark.parametrize(("field", "value"), [("username", "Bob"), ("username", "a b"), ("time_zone", "Moon")])
def test_a_profile_that_will_not_do_is_not_saved(alice: User, bob: User, field: str, value: str) -> None:
    page = browser(alice).post("/settings/profile/", {**PROFILE, field: value})
    assert page.status_code == 200
    assert page.context["form"].errors
    alice.refresh_from_db()
    assert alice.display_name == "Alice Liddell"


def test_nothing_is_kept_by_caches(alice: User) -> None:
    client, app = browser(alice), App(alice)
    answers = [
        client.get("/accounts/login/"),
        client.get("/settings/security/"),
        Api(client)("GET", "me").response,
        app("GET", "me").response,
        Api()("GET", "me").response,
        Api()("POST", "auth/token", {"username": "alice", "password": PASSWORD}).response,
        client.get("/nowhere"),
    ]
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert {"Cookie", "Authorization"} <= {each.strip() for each in answer["Vary"].split(",")}


def test_a_session_changes_nothing_over_the_api_without_its_csrf_token(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    api = Api(client)
    assert api("GET", "me").status == 200
    refused = api("PATCH", "me", {"display_name": "Al"})
    assert (refused.status, refused.code) == (403, "forbidden")
    client.get("/accounts/password/change/")
    token = client.cookies["csrftoken"].value
    assert api("PATCH", "me", {"display_name": "Al"}, **{"X-CSRFToken": token}).status == 200


def test_a_bearer_token_needs_no_csrf_token(alice: User) -> None:
    api = Api(Client(enforce_csrf_checks=True), Authorization=f"Bearer {App(alice).access}")
    assert api("PATCH", "me", {"display_name": "Al"}).status == 200
