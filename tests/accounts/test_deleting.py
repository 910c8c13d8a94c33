"""Having one's account deleted: at once out, for a while it can be kept."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import AccountDeletion, User
from accounts.operations.deactivating import deactivate, reactivate
from accounts.operations.deleting import KEPT_FOR
from accounts.tasks import mark_due_deletions
from tests.accounts.conftest import SignOuts
from tests.accounts.emails import link
from tests.accounts.test_second_factor import code
from tests.world import PASSWORD, Answer, Api, App, browser

PROOF = {"password": PASSWORD}


def sign_in(password: str = PASSWORD, **more: Any) -> Answer:
    return Api()("POST", "auth/token", {"username": "alice", "password": password, **more})


def ask(user: User) -> None:
    assert App(user)("POST", "me/deletion", PROOF).status == 204


def later() -> None:
    AccountDeletion.objects.update(asked_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))


def test_deletion_needs_the_password_or_a_code(alice: User, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "sign_in_account": (2, 3600)}
    app = App(alice)
    assert Api()("POST", "me/deletion", PROOF).code == "not_authenticated"
    assert app("POST", "me/deletion", {}).code == "invalid"
    for _ in range(2):
        assert app("POST", "me/deletion", {"password": "wrong"}).code == "not_authenticated"
    assert app("POST", "me/deletion", PROOF).code == "rate_limited"
    assert not AccountDeletion.objects.exists()


def test_deletion_ends_every_device_and_is_told(alice: User, bob: User, sign_outs: SignOuts) -> None:
    here, there = App(alice), App(alice)
    with sign_outs() as devices:
        assert here("POST", "me/deletion", PROOF).status == 204
    assert set(devices) == {str(here.device.pk), str(there.device.pk)}
    assert here("GET", "me").code == "token_invalid"
    assert [letter.to for letter in mail.outbox] == [[alice.email]]
    assert App(bob)("GET", f"users/{alice.pk}").body["display_name"] == "Alice Liddell"


def test_sign_in_tells_of_a_deletion_after_the_right_password_only(alice: User) -> None:
    ask(alice)
    assert sign_in("wrong").code == "not_authenticated"
    assert sign_in("wrong", undo_deletion=True).code == "not_authenticated"
    assert sign_in().code == "deletion_asked"
    page = Client().post("/accounts/login/", {"login": "alice", "password": PASSWORD})
    assert "The link in our email keeps it." in page.content.decode()


def test_sign_in_keeps_an_account_when_asked_to(alice: User) -> None:
    ask(alice)
    assert sign_in(undo_deletion=True).status == 200
    assert not AccountDeletion.objects.exists()
    assert sign_in().status == 200


def test_second_factor_is_asked_for_before_an_account_is_kept(alice: User) -> None:
    secret = str(generate_totp_secret())
    TOTP.activate(alice, secret)
    ask(alice)
    assert sign_in(undo_deletion=True).code == "mfa_required"
    assert sign_in(undo_deletion=True, code="000000").code == "not_authenticated"
    assert AccountDeletion.objects.exists()
    assert sign_in(undo_deletion=True, code=code(secret)).status == 200


def test_link_keeps_an_account_once(alice: User) -> None:
    ask(alice)
    path = link("undo-deletion")
    assert Client().get(path).status_code == 200
    assert AccountDeletion.objects.exists()
    Client().post(path)
    assert sign_in().status == 200
    ask(alice)
    assert Client().get(path).status_code == 404


def test_nothing_keeps_an_account_after_its_time(alice: User) -> None:
    ask(alice)
    path = link("undo-deletion")
    later()
    for _ in range(2):
        assert sign_in(undo_deletion=True).status in (400, 403)
        Client().post(path)
        assert not User.objects.get(pk=alice.pk).is_active
        mark_due_deletions()
    assert sign_in(undo_deletion=True).code == "account_disabled"
    assert AccountDeletion.objects.get().is_due


def test_task_marks_those_past_their_time_only(alice: User, bob: User) -> None:
    ask(alice)
    later()
    ask(bob)
    mark_due_deletions()
    assert dict(AccountDeletion.objects.values_list("user__username", "is_due")) == {"alice": True, "bob": False}
    assert User.objects.count() == 2


def test_owner_does_not_undo_what_staff_did(alice: User) -> None:
    ask(alice)
    path = link("undo-deletion")
    deactivate(actor=None, user=alice)
    assert sign_in(undo_deletion=True).code == "account_disabled"
    assert Client().get(path).status_code == 404
    reactivate(actor=None, user=alice)
    assert sign_in().status == 200
    assert not AccountDeletion.objects.exists()


@pytest.mark.parametrize(("password", "is_asked"), [("wrong", False), (PASSWORD, True)])
def test_page_deletes_by_the_password(alice: User, password: str, is_asked: bool) -> None:
    client = browser(alice)
    assert "/settings/account/delete/" in client.get("/settings/account/").content.decode()
    assert client.get("/settings/account/delete/").status_code == 200
    response = client.post("/settings/account/delete/", {"password": password})
    assert response.status_code == (302 if is_asked else 200)
    assert AccountDeletion.objects.exists() is is_asked
    assert Api(client)("GET", "me").status == (401 if is_asked else 200)
