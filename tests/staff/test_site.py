"""Access to the admin: who may enter, what it holds, and that it does not escalate privileges."""

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.staff.models import StaffAct
from accounts.staff.site import site
from tests.conversations.world import group
from tests.world import PASSWORD, App, browser, person

pytestmark = pytest.mark.django_db

MODELS = {
    "accounts.Block",
    "accounts.Device",
    "accounts.User",
    "accounts.SignUpPolicy",
    "accounts.WaitingAccount",
    "auth.Group",
    "conversations.Conversation",
    "conversations.Invitation",
    "conversations.Membership",
    "media.Attachment",
    "messaging.Epoch",
    "messaging.OutboxEntry",
    "messaging.Message",
    "messaging.Reaction",
    "messaging.Revision",
    "moderation.Ban",
    "moderation.Report",
    "notifications.Notification",
    "notifications.Registration",
    "staff.Notice",
    "staff.ServerState",
    "staff.StaffAct",
}
FOREIGN = (
    "account/emailaddress",
    "account/emailconfirmation",
    "mfa/authenticator",
    "token_blacklist/outstandingtoken",
    "token_blacklist/blacklistedtoken",
    "sessions/session",
    "admin/logentry",
)


def helper(*codenames: str, name: str = "helper") -> User:
    """Staff with these permissions and no more."""
    user = person(name)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    permissions = Permission.objects.filter(codename__in=codenames)
    assert {each.codename for each in permissions} == set(codenames)
    user.user_permissions.set(permissions)
    return User.objects.get(pk=user.pk)


def form_of(user: User, **changes: Any) -> dict[str, Any]:
    names = ("username", "display_name", "email", "time_zone", "locale")
    return {**{name: getattr(user, name) for name in names}, "enter_sends": "on", **changes}


def test_each_model_in_the_admin_is_there_on_purpose() -> None:
    assert {model._meta.label for model in site._registry} == MODELS


# Registered models


@pytest.mark.parametrize("page", FOREIGN)
def test_pages_that_other_packages_register_are_not_there(root: User, page: str) -> None:
    client = browser(root)
    assert client.get("/admin/accounts/user/").status_code == 200
    for path in (f"/admin/{page}/", f"/admin/{page}/add/", f"/admin/{page}/1/change/"):
        assert client.get(path).status_code == 404


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


# Powers


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


# Signing in


def test_staff_without_a_second_factor_are_asked_to_set_one_up(root: User, settings: Any) -> None:
    assert browser(root).get("/admin/").status_code == 200
    settings.STAFF_SECOND_FACTOR = True
    client = browser(root)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(reverse("settings:security"))
    assert client.get("/admin/accounts/user/").status_code == 302
    TOTP.activate(root, str(generate_totp_secret()))
    assert client.get("/admin/accounts/user/").status_code == 200


def test_staff_prove_again_who_they_are_when_their_sign_in_is_old(root: User, settings: Any) -> None:
    client = browser(root)
    session = client.session
    record = {"method": "password", "at": time.time() - settings.STAFF_SIGN_IN_SECONDS}
    session["account_authentication_methods"] = [record]
    session.save()
    asked = client.get("/admin/accounts/user/", follow=True)
    assert asked.redirect_chain[-1][0] == f"{reverse('account_reauthenticate')}?next=%2Fadmin%2Faccounts%2Fuser%2F"
    again = client.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert again.redirect_chain[-1][0] == "/admin/accounts/user/"
    assert again.status_code == 200


def test_the_admin_has_no_password_page_of_its_own(root: User) -> None:
    client, change = browser(root), reverse("account_change_password")
    for page in ("password_change/", "password_change/done/", f"accounts/user/{root.pk}/password/"):
        assert client.get(f"/admin/{page}")["Location"] == change
        passwords = {"old_password": PASSWORD, "new_password1": "x" * 20, "password1": "x" * 20, "password2": "x" * 20}
        assert client.post(f"/admin/{page}", passwords)["Location"] == change
    root.refresh_from_db()
    assert root.check_password(PASSWORD)


def test_the_admin_leads_to_no_other_site(root: User) -> None:
    assert browser(root).get("/admin/login/?next=https://evil.example/")["Location"] == "/admin/"


def test_trusted_types_are_left_out_under_the_admin_alone(root: User) -> None:
    client = browser(root)
    policy = client.get("/admin/auth/group/add/")["Content-Security-Policy"]
    assert "trusted-types" not in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in client.get("/settings/profile/")["Content-Security-Policy"]


# The first page


def test_first_page_shows_unwell_parts_to_staff_with_permission(root: User) -> None:
    cache.set("alive:parlance", time.time() - 1000)
    advice = "Start the worker of the queue parlance"
    assert advice in browser(root).get("/admin/").content.decode()
    assert advice in browser(helper("view_serverstate")).get("/admin/").content.decode()
    assert advice not in browser(helper("view_notice", name="other")).get("/admin/").content.decode()


# Addresses


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


# Titles


def test_a_private_title_is_on_no_page_of_the_admin(alice: User, root: User) -> None:
    secret = group(alice, person("bob"), title="Divorce lawyers", topic="Maintenance")
    client = browser(root)
    pages = [reverse(f"admin:{name}") for name in ("index", "media_storage", "notifications_rates")]
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages.append(reverse(f"{name}_changelist"))
        for row in model._default_manager.all()[:20]:
            pages += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete")]
    assert reverse("admin:conversations_conversation_history", args=[secret.pk]) in pages
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in (200, 302, 403), page
        assert "Divorce" not in answer.content.decode(), page
        assert "Maintenance" not in answer.content.decode(), page


# The trail


def test_the_trail_only_grows(root: User, alice: User) -> None:
    browser(root).post("/admin/accounts/user/", {"action": "deactivate", "_selected_action": [str(alice.pk)]})
    act = StaffAct.objects.get()
    assert (act.actor, act.act, act.object_type, act.object_id) == (root, "deactivate", "user", str(alice.pk))
    for change in (lambda: StaffAct.objects.update(reason="x"), lambda: StaffAct.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    page = reverse("admin:staff_staffact_change", args=[act.pk])
    assert browser(root).get(page).status_code == 200
    assert browser(root).post(page, {"reason": "x"}).status_code == 403
