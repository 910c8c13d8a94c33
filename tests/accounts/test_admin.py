"""Staff's permissions in the admin, and the data it hides from them."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.languages import languages
from accounts.models import Block, Device, User
from accounts.staff.models import StaffAct
from tests.world import PASSWORD, Api, App, browser, person


@pytest.fixture
def root(db: None) -> User:
    user = person("root")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return user


@pytest.fixture
def staff(db: None) -> User:
    """Staff that looks after accounts."""
    user = person("staff")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    names = ["view_user", "change_user", "view_device", "change_device"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def act(actor: User, action: str, *people: User) -> Any:
    data = {"action": action, "_selected_action": [str(user.pk) for user in people]}
    return browser(actor).post("/admin/accounts/user/", data, follow=True)


def form_of(user: User, **changes: Any) -> dict[str, Any]:
    return {
        "username": user.username,
        "display_name": user.display_name,
        "email": user.email,
        "time_zone": "UTC",
        "locale": "en",
        "enter_sends": "on",
        **changes,
    }


def test_sign_in_page_of_the_admin_is_the_common_one(alice: User, root: User) -> None:
    assert Client().get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert Client().get("/admin/").status_code == 302
    assert browser(alice).get("/admin/login/").status_code == 403
    assert browser(root).get("/admin/").status_code == 200


@pytest.mark.parametrize("model", ["user", "device", "block"])
def test_lists_are_shown_and_searched(alice: User, bob: User, root: User, model: str) -> None:
    App(alice)
    Block.objects.create(blocker=alice, blocked=bob)
    client = browser(root)
    page = client.get(f"/admin/accounts/{model}/?q=alice")
    assert page.status_code == 200
    assert "alice" in page.content.decode()
    assert "alice" not in client.get(f"/admin/accounts/{model}/?q=zzzz").content.decode()


def test_no_hash_and_no_key_is_shown(alice: User, root: User) -> None:
    client, app = browser(root), App(alice)
    person_page = client.get(f"/admin/accounts/user/{alice.pk}/change/").content.decode()
    assert "alice@example.org" in person_page
    assert "argon2" not in person_page
    device_page = client.get(f"/admin/accounts/device/{app.device.pk}/change/").content.decode()
    assert "Test app" in device_page
    assert str(app.device.refresh_jti) not in device_page
    assert client.get("/admin/token_blacklist/outstandingtoken/").status_code == 404


def test_deactivating_and_reactivating(alice: User, staff: User) -> None:
    app = App(alice)
    assert "Deactivated: alice." in act(staff, "deactivate", alice).content.decode()
    assert app("GET", "me").code == "token_invalid"
    assert StaffAct.objects.get(object_id=str(alice.pk), act="deactivate").actor == staff
    act(staff, "reactivate", alice)
    assert Api()("POST", "auth/token", {"username": "alice", "password": PASSWORD}).status == 200


def test_staff_touch_no_superuser_and_not_themselves(root: User, staff: User) -> None:
    act(staff, "deactivate", root, staff)
    assert User.objects.filter(is_active=True).count() == 2
    client = browser(staff)
    page = client.post(f"/admin/accounts/user/{root.pk}/change/", form_of(root, display_name="Hacked"))
    assert page.status_code == 403
    passwords = {"password1": "another staple here", "password2": "another staple here", "usable_password": "true"}
    assert client.post(f"/admin/accounts/user/{root.pk}/password/", passwords).status_code == 403
    root.refresh_from_db()
    assert root.display_name == ""
    assert root.check_password(PASSWORD)


def test_staff_give_nobody_powers(alice: User, staff: User) -> None:
    powers = {"is_staff": "on", "is_superuser": "on", "user_permissions": [1, 2, 3]}
    for user in (alice, staff):
        response = browser(staff).post(
            f"/admin/accounts/user/{user.pk}/change/", form_of(user, display_name="New", **powers)
        )
        assert response.status_code == 302
    alice.refresh_from_db()
    staff.refresh_from_db()
    assert (alice.display_name, alice.is_staff, alice.is_superuser) == ("New", False, False)
    assert staff.is_superuser is False
    assert staff.user_permissions.count() == 4


def test_a_superuser_does(alice: User, root: User) -> None:
    browser(root).post(f"/admin/accounts/user/{alice.pk}/change/", form_of(alice, is_staff="on"))
    alice.refresh_from_db()
    assert alice.is_staff


def test_a_password_set_by_staff_signs_out_everywhere(alice: User, staff: User) -> None:
    app = App(alice)
    passwords = {"password1": "another staple here", "password2": "another staple here", "usable_password": "true"}
    browser(staff).post(f"/admin/accounts/user/{alice.pk}/password/", passwords)
    alice.refresh_from_db()
    assert alice.check_password("another staple here")
    assert app("GET", "me").code == "token_invalid"


def test_a_device_is_signed_out(alice: User, staff: User) -> None:
    app = App(alice)
    browser(staff).post("/admin/accounts/device/", {"action": "end", "_selected_action": [str(app.device.pk)]})
    assert Device.objects.get(pk=app.device.pk).ended_at is not None
    assert app("GET", "me").code == "token_invalid"


def test_people_are_not_deleted(alice: User, root: User) -> None:
    assert browser(root).post(f"/admin/accounts/user/{alice.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=alice.pk).exists()


def test_a_person_is_added_by_staff(root: User) -> None:
    data = {"username": "dora", "email": "Dora@Example.org", "password1": PASSWORD, "password2": PASSWORD}
    response = browser(root).post("/admin/accounts/user/add/", {**data, "usable_password": "true"})
    assert response.status_code == 302
    assert User.objects.get(username="dora").email == "dora@example.org"


def test_an_ordinary_person_sees_nothing(alice: User) -> None:
    client = browser(alice)
    for path in ("", "accounts/user/", "accounts/device/"):
        assert client.get(f"/admin/{path}").status_code in (302, 403)


@pytest.mark.parametrize(
    "asked", ["session_key__startswith=a", "refresh_jti__isnull=True", "user__password__startswith=a"]
)
def test_no_lookup_in_the_address_spells_out_a_key(alice: User, staff: User, asked: str) -> None:
    client = browser(staff)
    assert client.get("/admin/accounts/device/?kind__exact=browser").status_code == 200
    assert client.get(f"/admin/accounts/device/?{asked}").status_code == 400


def test_staff_cannot_give_a_person_a_name_that_looks_like_another_name(alice: User, bob: User, root: User) -> None:
    client = browser(root)
    page = f"/admin/accounts/user/{bob.pk}/change/"
    for names in ({"display_name": "\u0430lice"}, {"username": "a1ice"}):
        assert "looks like" in client.post(page, form_of(bob, **names)).content.decode(), names
    assert client.post(page, form_of(bob, display_name=" Bob  Martin ")).status_code == 302
    bob.refresh_from_db()
    assert (bob.username, bob.display_name) == ("bob", "Bob Martin")
    account = {"username": "a1ice", "email": "e@example.org", "password1": PASSWORD, "password2": PASSWORD}
    added = client.post("/admin/accounts/user/add/", {**account, "usable_password": "true"})
    assert "looks like" in added.content.decode()


def test_staff_choose_a_language_from_the_list(alice: User, root: User) -> None:
    client = browser(root)
    User.objects.filter(pk=alice.pk).update(locale="pt-BR")
    page = f"/admin/accounts/user/{alice.pk}/change/"
    field = client.get(page).context["adminform"].form.fields["locale"]
    assert [tag for tag, _ in field.choices] == ["pt-BR", *(tag for tag, _ in languages())]
    for locale, status in (("klingon", 200), ("pt-BR", 302), ("en", 302), ("pt-BR", 200)):
        assert client.post(page, form_of(alice, locale=locale)).status_code == status, locale
