"""A device registers its address: creates, confirms, replaces, switches off and withdraws it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from notifications.delivery.vapid import signer
from notifications.models import Registration
from notifications.registration import registering
from tests.notifications.providers import Providers
from tests.notifications.pushing import CHANNELS, PATH, address, deliver, queue, register
from tests.world import Api, App, browser, device_of, person


def ended(id: str) -> str:
    return Registration.objects.get(pk=id).ended_why


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_device_is_registered_once(channel: str, push: Providers, alice: User) -> None:
    app = App(alice)
    subscription = address(push, channel)
    first, second = app("POST", PATH, subscription), app("POST", PATH, subscription)
    assert (first.status, second.status) == (201, 200)
    assert first.body["id"] == second.body["id"]
    assert second.body["confirmed_at"] > first.body["confirmed_at"]
    (listed,) = app("GET", PATH).body["items"]
    assert (listed["channel"], listed["device"], listed["is_current"]) == (channel, str(app.device.pk), True)
    assert listed["is_enabled"]
    assert subscription["address"] not in str(listed)


def test_a_browser_is_a_device_as_well(push: Providers, alice: User) -> None:
    client = browser(alice)
    assert register(Api(client), push).body["device"] == str(device_of(client).pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", "pigeon"),
        ("address", ""),
        ("p256dh", ""),
        ("p256dh", "AAAA"),
        ("p256dh", "B" + "A" * 86),
        ("p256dh", "é"),
        ("auth", ""),
        ("auth", "AAAA"),
        ("auth", "A" * 41),
        ("auth", "a b"),
    ],
)
def test_registration_refuses_malformed_browser_keys(field: str, value: str, push: Providers, alice: User) -> None:
    said = register(App(alice), push, **{field: value})
    assert said.code == "invalid"
    assert list(said.body["fields"]) == [field]


@pytest.mark.parametrize(
    ("channel", "token"),
    [
        ("fcm", "short"),
        ("fcm", "a/../b" * 9),
        ("fcm", "a" * 2000),
        ("apns", "zz" * 32),
        ("apns", "ab"),
        ("apns", "a/b"),
    ],
)
def test_so_is_a_token(channel: str, token: str, push: Providers, alice: User) -> None:
    assert register(App(alice), push, channel, address=token).code == "invalid"


@pytest.mark.parametrize("channel", ["fcm", "apns"])
def test_without_a_key_of_ours_there_is_nothing_to_register_for(
    channel: str, push: Providers, alice: User, settings: Any
) -> None:
    settings.FCM_CREDENTIALS = settings.APNS_TOPIC = ""
    assert register(App(alice), push, channel).code == "conflict"


def test_a_new_address_replaces_the_old_and_gets_what_waited(push: Providers, alice: User) -> None:
    app = App(alice)
    old = address(push, "webpush")
    before = app("POST", PATH, old)
    app("PATCH", f"{PATH}/{before.body['id']}", {"is_enabled": False})
    row = queue(Registration.objects.get())
    after = register(app, push, replaces=old["address"])
    assert after.status == 201
    assert ended(before.body["id"]) == "replaced"
    assert not after.body["is_enabled"], "what was off is on again"
    app("PATCH", f"{PATH}/{after.body['id']}", {"is_enabled": True})
    row.refresh_from_db()
    assert str(row.registration_id) == after.body["id"]
    assert deliver(row) == [("accepted", "")]


def test_nobody_replaces_what_is_anothers(push: Providers, alice: User, mallory: User) -> None:
    theirs = address(push, "webpush")
    kept = App(alice)("POST", PATH, theirs).body["id"]
    assert register(App(mallory), push, replaces=theirs["address"]).status == 201
    assert register(App(alice), push, replaces=theirs["address"]).status == 201
    assert ended(kept) == "", "another device of hers has no part in it either"


def test_an_address_leads_to_who_signed_in_there_last(push: Providers, alice: User, mallory: User) -> None:
    subscription = address(push, "webpush")
    first = App(alice)("POST", PATH, subscription)
    row = queue(Registration.objects.get(pk=first.body["id"]))
    second = App(mallory)("POST", PATH, subscription)
    assert second.status == 201
    assert ended(first.body["id"]) == "replaced"
    assert deliver(row) == [("cancelled", "signed_out")]
    assert App(alice)("GET", PATH).body["items"] == []


def test_user_has_at_most_twenty_registrations(push: Providers, alice: User) -> None:
    apps = [App(alice) for _ in range(registering.MOST + 1)]
    for app in apps[:-1]:
        assert register(app, push, "fcm").status == 201
    assert register(apps[-1], push, "fcm").code == "conflict"
    apps[0]("DELETE", f"me/devices/{apps[0].device.pk}")
    apps[1]("DELETE", f"me/devices/{apps[1].device.pk}")
    assert register(apps[-1], push, "fcm").status == 201


def test_a_day_has_a_bound(push: Providers, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "MOST_A_DAY", 2)
    app = App(alice)
    for _ in range(2):
        app("DELETE", f"{PATH}/{register(app, push, 'fcm').body['id']}")
    assert register(app, push, "fcm").code == "rate_limited"
    Registration.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert register(app, push, "fcm").status == 201


def test_another_ones_is_not_found(push: Providers, alice: User, mallory: User) -> None:
    id, app = register(App(alice), push).body["id"], App(mallory)
    for method, path, data in (
        ("PATCH", f"{PATH}/{id}", {"is_enabled": False}),
        ("DELETE", f"{PATH}/{id}", None),
        ("POST", f"{PATH}/{id}/test", None),
        ("POST", f"{PATH}/{uuid4()}/test", None),
        ("DELETE", f"{PATH}/nonsense", None),
    ):
        assert app(method, path, data).code == "not_found"
    assert ended(id) == ""


def test_nobody_is_told_who_has_not_signed_in(db: None) -> None:
    for method, path in (("GET", PATH), ("POST", PATH), ("GET", "notifications/key")):
        assert Api()(method, path, {}).code == "not_authenticated"


def test_registration_can_be_disabled_and_withdrawn(push: Providers, alice: User) -> None:
    app = App(alice)
    id = register(app, push).body["id"]
    assert app("PATCH", f"{PATH}/{id}", {"is_enabled": False}).body["is_enabled"] is False
    assert app("DELETE", f"{PATH}/{id}").status == 204
    assert ended(id) == "withdrawn"
    assert app("DELETE", f"{PATH}/{id}").code == "not_found"


def test_registration_ends_with_its_device(push: Providers, alice: User) -> None:
    app, other = App(alice), App(alice)
    row = queue(Registration.objects.get(pk=register(app, push).body["id"]))
    other("DELETE", f"me/devices/{app.device.pk}")
    assert other("GET", PATH).body["items"] == []
    assert deliver(row) == [("cancelled", "signed_out")]
    assert not push.received("webpush")


def test_the_key_is_what_browsers_subscribe_with(push: Providers, alice: User) -> None:
    key = App(alice)("GET", "notifications/key").body["public_key"]
    assert key == signer().public_key
    assert len(key) == 87
    assert App(alice)("POST", PATH, push.subscribe(key)).status == 201


@pytest.mark.django_db(transaction=True)
def test_two_who_give_one_address_at_once_leave_one(push: Providers) -> None:
    people = [person(f"p{number}") for number in range(4)]
    subscription = address(push, "webpush")

    def give(user: User) -> int:
        try:
            return App(user)("POST", PATH, subscription).status
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(give, people)) == [201] * 4
    assert Registration.objects.filter(ended_at=None).count() == 1
    assert Registration.objects.count() == 4
