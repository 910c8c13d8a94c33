"""Devices: one for each installation, listed and ended by their owner."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import Device, User
from accounts.operations.deactivating import deactivate, reactivate
from accounts.user_agents import describe
from chatproject.contract.errors import Forbidden
from tests.accounts.conftest import SignOuts
from tests.world import PASSWORD, Api, App, browser, device_of


def names(api: Api) -> list[tuple[str, bool]]:
    return [(each["name"], each["current"]) for each in api("GET", "me/devices").body["items"]]


def test_each_installation_is_a_device(alice: User, bob: User) -> None:
    client, app = browser(alice), App(alice)
    App(bob)
    assert names(app) == [("Test app", True), ("Browser", False)]
    assert names(Api(client)) == [("Test app", False), ("Browser", True)]


def test_a_device_says_what_its_owner_may_know(alice: User) -> None:
    (item,) = App(alice)("GET", "me/devices").body["items"]
    assert set(item) == {"id", "kind", "name", "created_at", "last_seen_at", "current"}


def test_an_app_ended_from_elsewhere_is_out_at_once(alice: User, sign_outs: SignOuts) -> None:
    client, app = browser(alice), App(alice)
    assert app("GET", "me").status == 200
    with sign_outs() as devices:
        assert Api(client)("DELETE", f"me/devices/{app.device.pk}").status == 204
    assert devices == [str(app.device.pk)]
    assert app("GET", "me").code == "token_invalid"
    assert Api()("POST", "auth/token/refresh", {"refresh": app.refresh}).code == "token_invalid"
    assert names(Api(client)) == [("Browser", True)]


def test_a_browser_ended_from_elsewhere_is_out_at_once(alice: User, sign_outs: SignOuts) -> None:
    client, app = browser(alice), App(alice)
    device = device_of(client)
    assert Api(client)("GET", "me").status == 200
    with sign_outs() as devices:
        assert app("DELETE", f"me/devices/{device.pk}").status == 204
    assert devices == [str(device.pk)]
    assert not Session.objects.exists()
    assert Api(client)("GET", "me").code == "not_authenticated"


def test_a_session_row_that_outlives_its_device_is_nobodys(alice: User) -> None:
    client, app = browser(alice), App(alice)
    row = Session.objects.get()
    app("DELETE", f"me/devices/{device_of(client).pk}")
    row.save(force_insert=True)
    assert Api(client)("GET", "me").code == "not_authenticated"
    assert client.get("/settings/security/").status_code == 302


def test_others_devices_are_not_found(alice: User, mallory: User) -> None:
    app, own = App(alice), App(mallory)
    for id in (str(app.device.pk), "nonsense"):
        assert own("DELETE", f"me/devices/{id}").code == "not_found"
    assert app("GET", "me").status == 200


def test_an_ended_device_is_not_ended_twice(alice: User) -> None:
    app, other = App(alice), App(alice)
    assert app("DELETE", f"me/devices/{other.device.pk}").status == 204
    assert app("DELETE", f"me/devices/{other.device.pk}").code == "not_found"


def test_the_page_signs_out_everywhere_else(alice: User, sign_outs: SignOuts) -> None:
    here, there, app = browser(alice), browser(alice), App(alice)
    expected = {str(device_of(there).pk), str(app.device.pk)}
    with sign_outs() as devices:
        assert here.post("/settings/devices/end-others/").status_code == 302
    assert set(devices) == expected
    assert Api(here)("GET", "me").status == 200
    assert Api(there)("GET", "me").code == "not_authenticated"
    assert app("GET", "me").code == "token_invalid"


def test_the_page_signs_one_device_out(alice: User) -> None:
    here, app = browser(alice), App(alice)
    assert here.post(f"/settings/devices/{app.device.pk}/end/").status_code == 302
    assert app("GET", "me").code == "token_invalid"
    assert here.post(f"/settings/devices/{device_of(here).pk}/end/")["Location"] == "/accounts/login/"
    assert Api(here)("GET", "me").code == "not_authenticated"


@pytest.mark.parametrize("path", ["end-others/", "0190f0f0-0000-7000-8000-000000000000/end/"])
def test_nothing_ends_by_looking_or_from_another_site(alice: User, path: str) -> None:
    assert browser(alice).get(f"/settings/devices/{path}").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(f"/settings/devices/{path}").status_code == 403


def test_deactivating_ends_everything(alice: User, bob: User, sign_outs: SignOuts) -> None:
    client, app = browser(alice), App(alice)
    User.objects.filter(pk=bob.pk).update(is_staff=True, is_superuser=True)
    bob.refresh_from_db()
    with sign_outs() as devices:
        deactivate(actor=bob, user=alice)
    assert len(devices) == 2
    assert Api(client)("GET", "me").code == "not_authenticated"
    assert app("GET", "me").code == "token_invalid"
    reactivate(actor=bob, user=alice)
    assert app("GET", "me").code == "token_invalid"
    assert Api()("POST", "auth/token", {"username": "alice", "password": PASSWORD}).status == 200


def test_not_everybody_deactivates(alice: User, mallory: User) -> None:
    with pytest.raises(Forbidden):
        deactivate(actor=mallory, user=alice)
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    alice.refresh_from_db()
    with pytest.raises(Forbidden):
        deactivate(actor=alice, user=alice)


def test_device_that_was_idle_longest_makes_room_for_one_more(alice: User, settings: Any, sign_outs: SignOuts) -> None:
    settings.LIMITS = {**settings.LIMITS, "devices": 3}
    apps = [App(alice) for _ in range(3)]
    Device.objects.filter(pk=apps[1].device.pk).update(last_seen_at=timezone.now() - timedelta(days=1))
    with sign_outs() as devices:
        client = browser(alice)
    assert devices == [str(apps[1].device.pk)]
    assert [each("GET", "me").status for each in apps] == [200, 401, 200]
    App(alice)
    assert Device.objects.active().count() == 3
    assert Api(client)("GET", "me").status == 200


CLEAR = "Clear-Site-Data"


def test_browser_forgets_after_a_confirmed_sign_out_only(alice: User) -> None:
    client, other = browser(alice), browser(alice)
    assert CLEAR in client.post("/accounts/logout/").headers
    client = browser(alice)
    assert CLEAR in client.post(f"/settings/devices/{device_of(client).pk}/end/").headers
    assert CLEAR not in other.post(f"/settings/devices/{App(alice).device.pk}/end/").headers
    Session.objects.all().delete()
    for path in ("/settings/security/", "/api/v1/me", "/accounts/login/", "/accounts/logout/"):
        assert CLEAR not in other.get(path).headers


def test_use_is_noted_and_keeps_a_session_alive(alice: User) -> None:
    client = browser(alice)
    long_ago = timezone.now() - timedelta(days=20)
    Device.objects.update(last_seen_at=long_ago)
    Session.objects.update(expire_date=timezone.now() + timedelta(days=10))
    assert Api(client)("GET", "me").status == 200
    assert timezone.now() - Device.objects.get().last_seen_at < timedelta(minutes=1)
    assert Session.objects.get().expire_date > timezone.now() + timedelta(days=29)


def test_an_apps_use_is_noted(alice: User) -> None:
    app = App(alice)
    Device.objects.update(last_seen_at=timezone.now() - timedelta(days=20))
    assert app("GET", "me").status == 200
    assert timezone.now() - Device.objects.get().last_seen_at < timedelta(minutes=1)


def test_a_request_from_a_browser_asks_twice_for_its_caller(alice: User, django_assert_num_queries: Any) -> None:
    api = Api(browser(alice))
    with django_assert_num_queries(2):
        assert api("GET", "users?ids=").status == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604",
            "Safari on iPhone",
        ),
        ("Parlance/1.0 (custom)", "Parlance"),
        ("", ""),
    ],
)
def test_a_device_gets_a_name_people_know(user_agent: str, name: str) -> None:
    assert describe(user_agent) == name
