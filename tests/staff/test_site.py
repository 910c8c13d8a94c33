"""Access to the admin: who may enter, what it holds and shows, and its trail."""

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.staff.models import StaffAct
from accounts.staff.site import site
from tests.conversations.world import group
from tests.staff.helpers import helper
from tests.world import PASSWORD, browser, person

pytestmark = pytest.mark.django_db

MODELS = {
    "accounts.AccountDeletion",
    "accounts.Block",
    "accounts.Consent",
    "accounts.Device",
    "accounts.PersonHold",
    "accounts.User",
    "accounts.SignUpPolicy",
    "accounts.WaitingAccount",
    "analytics.Figure",
    "auth.Group",
    "conversations.Conversation",
    "conversations.ConversationHold",
    "conversations.Invitation",
    "conversations.Membership",
    "conversations.RetentionPolicy",
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
    "staff.Document",
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


def test_each_model_in_the_admin_is_there_on_purpose() -> None:
    assert {model._meta.label for model in site._registry} == MODELS


@pytest.mark.parametrize("page", FOREIGN)
def test_pages_that_other_packages_register_are_not_there(root: User, page: str) -> None:
    client = browser(root)
    assert client.get("/admin/accounts/user/").status_code == 200
    for path in (f"/admin/{page}/", f"/admin/{page}/add/", f"/admin/{page}/1/change/"):
        assert client.get(path).status_code == 404


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


def test_first_page_shows_unwell_parts_to_staff_with_permission(root: User) -> None:
    cache.set("alive:parlance", time.time() - 1000)
    advice = "Start the worker of the queue parlance"
    assert advice in browser(root).get("/admin/").content.decode()
    assert advice in browser(helper("view_serverstate")).get("/admin/").content.decode()
    assert advice not in browser(helper("view_notice", name="other")).get("/admin/").content.decode()


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
