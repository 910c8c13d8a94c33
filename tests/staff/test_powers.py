"""Staff gain no power that they lack, over groups, addresses or accounts stronger than their own."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.staff.models import StaffAct
from tests.staff.helpers import form_of, helper
from tests.world import PASSWORD, App, browser

pytestmark = pytest.mark.django_db


def test_staff_cannot_give_a_superuser_an_address_of_theirs(root: User) -> None:
    thief = browser(helper("add_emailaddress", "change_emailaddress", "view_emailaddress"))
    address = {"user": str(root.pk), "email": "thief@example.org", "verified": "on", "primary": "on"}
    assert thief.post("/admin/account/emailaddress/add/", address).status_code == 404
    Client().post("/accounts/password/reset/", {"email": "thief@example.org"})
    assert not EmailAddress.objects.filter(email="thief@example.org").exists()
    assert [letter for letter in mail.outbox if "thief@example.org" in letter.to and "/reset/" in letter.body] == []


def test_staff_never_see_a_secret_of_a_second_factor(root: User) -> None:
    secret = str(generate_totp_secret())
    TOTP.activate(root, secret)
    thief = browser(helper("view_authenticator", "change_authenticator", "view_user"))
    for path in ("", f"?data__contains={secret[:4]}", "?type__exact=totp"):
        assert thief.get(f"/admin/mfa/authenticator/{path}").status_code == 404
    assert thief.get("/admin/accounts/user/?authenticator__data__contains=a").status_code == 400
    assert secret not in thief.get(f"/admin/accounts/user/{root.pk}/change/").content.decode()


def test_staff_give_a_group_no_power_they_lack(root: User) -> None:
    climber = helper("view_group", "change_group", "add_group", "delete_group")
    team = Group.objects.create(name="Team")
    climber.groups.add(team)
    every = [str(each.pk) for each in Permission.objects.all()]
    client = browser(climber)
    assert client.get(f"/admin/auth/group/{team.pk}/change/").status_code == 200
    assert (
        client.post(f"/admin/auth/group/{team.pk}/change/", {"name": "Team", "permissions": every}).status_code == 403
    )
    assert client.post("/admin/auth/group/add/", {"name": "More", "permissions": every}).status_code == 403
    assert client.post(f"/admin/auth/group/{team.pk}/delete/", {"post": "yes"}).status_code == 403
    assert (team.permissions.count(), Group.objects.count()) == (0, 1)
    assert (
        browser(root).post(f"/admin/auth/group/{team.pk}/change/", {"name": "Us", "permissions": every[:2]}).status_code
        == 302
    )
    assert team.permissions.count() == 2


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("by_group", [True, False])
def test_staff_reach_no_account_stronger_than_their_own(is_active: bool, by_group: bool) -> None:
    weak, strong = helper("view_user", "change_user"), helper("view_user", "change_user", name="strong")
    extra = Permission.objects.get(codename="delete_notice")
    if by_group:
        team = Group.objects.create(name="Team")
        team.permissions.add(extra)
        strong.groups.add(team)
    else:
        strong.user_permissions.add(extra)
    User.objects.filter(pk=strong.pk).update(is_active=is_active)
    client, page = browser(weak), f"/admin/accounts/user/{strong.pk}"
    passwords = {"password1": "another staple here", "password2": "another staple here"}
    assert client.post(f"{page}/password/", passwords).status_code == 403
    assert client.post(f"{page}/change/", form_of(strong, email="thief@example.org")).status_code == 403
    client.post("/admin/accounts/user/", {"action": "reactivate", "_selected_action": [str(strong.pk)]})
    client.post("/admin/accounts/user/", {"action": "deactivate", "_selected_action": [str(strong.pk)]})
    strong.refresh_from_db()
    assert (strong.is_active, strong.email, strong.check_password(PASSWORD)) == (is_active, "strong@example.org", True)
    weak.user_permissions.add(extra)
    User.objects.filter(pk=strong.pk).update(is_active=True)
    assert browser(weak).post(f"{page}/password/", passwords).status_code == 302


def test_an_address_that_staff_replace_gets_no_reset_link(
    alice: User, root: User, django_capture_on_commit_callbacks: Any
) -> None:
    EmailAddress.objects.filter(user=alice).update(verified=True)
    app = App(alice)
    page = f"/admin/accounts/user/{alice.pk}/change/"
    with django_capture_on_commit_callbacks(execute=True):
        assert browser(root).post(page, form_of(alice, email="alice@new.example")).status_code == 302
    assert [letter.to for letter in mail.outbox] == [["alice@example.org"]]
    assert app("GET", "me").code == "token_invalid"
    assert EmailAddress.objects.get(user=alice).email == "alice@new.example"
    assert not EmailAddress.objects.get(user=alice).verified
    mail.outbox.clear()
    Client().post("/accounts/password/reset/", {"email": "alice@example.org"})
    assert [letter for letter in mail.outbox if "/reset/" in letter.body] == []
    Client().post("/accounts/password/reset/", {"email": "alice@new.example"})
    assert [letter.to for letter in mail.outbox if "/reset/" in letter.body] == [["alice@new.example"]]
    assert StaffAct.objects.get(act="replace email").object_id == str(alice.pk)


def test_staff_do_not_change_their_own_address_in_the_admin(root: User) -> None:
    page = f"/admin/accounts/user/{root.pk}/change/"
    powers = {"is_staff": "on", "is_superuser": "on"}
    browser(root).post(page, form_of(root, email="other@example.org", display_name="Root", **powers))
    root.refresh_from_db()
    assert (root.display_name, root.email) == ("Root", "root@example.org")
