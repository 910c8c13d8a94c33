"""Inactive accounts: reasons are independent, and only the owner learns which one applies."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccountDeletion, User, WaitingAccount
from accounts.operations.approving import approve
from accounts.operations.deactivating import deactivate, reactivate
from accounts.operations.deleting import undo_deletion
from accounts.shutting import settle
from chatproject.contract.errors import Conflict, Invalid
from messaging.moderation.models import Ban
from messaging.moderation.operations import banning
from tests.conversations.world import listening
from tests.world import PASSWORD, Answer, Api, App, browser

pytestmark = pytest.mark.django_db

END = timezone.now() + timedelta(days=2)


class Staff:
    """Does something to an account, by its short name."""

    def __init__(self, actor: User, user: User) -> None:
        self.actor, self.user = actor, user

    def ban(self) -> None:
        banning.ban(actor=self.actor, user=self.user, reason="Spam", note="Bob saw it", ends_at=END)

    def lift(self) -> None:
        banning.lift(actor=self.actor, row=Ban.objects.in_force().get())

    def end(self) -> None:
        Ban.objects.update(ends_at=timezone.now())
        banning.lift_those_over()

    def deactivate(self) -> None:
        deactivate(actor=self.actor, user=self.user)

    def reactivate(self) -> None:
        reactivate(actor=self.actor, user=self.user)

    def wait(self) -> None:
        WaitingAccount.objects.create(user=self.user, awaits="approval")
        settle(self.user)

    def approve(self) -> None:
        approve(actor=self.actor, user=self.user)

    def delete(self) -> None:
        AccountDeletion.objects.create(user=self.user)
        settle(self.user)

    def undo(self) -> None:
        try:
            undo_deletion(user=self.user)
        except Invalid:
            assert AccountDeletion.objects.exists()


def sign_in(password: str = PASSWORD, **more: Any) -> Answer:
    return Api()("POST", "auth/token", {"username": "alice", "password": password, **more})


@pytest.mark.parametrize(
    ("acts", "code"),
    [
        ("ban", "account_banned"),
        ("ban end", "ok"),
        ("ban lift", "ok"),
        ("ban lift ban", "account_banned"),
        ("deactivate", "account_disabled"),
        ("deactivate reactivate", "ok"),
        ("deactivate ban", "account_disabled"),
        ("deactivate ban end", "account_disabled"),
        ("deactivate ban lift", "account_disabled"),
        ("deactivate ban reactivate", "account_banned"),
        ("ban deactivate end", "account_disabled"),
        ("ban deactivate reactivate", "account_banned"),
        ("ban deactivate reactivate end", "ok"),
        ("ban reactivate", "account_banned"),
        ("delete", "deletion_asked"),
        ("delete ban", "account_banned"),
        ("delete ban undo", "account_banned"),
        ("delete ban lift", "deletion_asked"),
        ("delete ban end undo", "ok"),
        ("delete deactivate undo", "account_disabled"),
        ("delete deactivate reactivate", "ok"),
        ("ban delete end", "deletion_asked"),
        ("wait", "account_waiting"),
        ("wait approve", "ok"),
        ("wait ban", "account_banned"),
        ("wait ban end", "account_waiting"),
        ("wait ban approve", "account_banned"),
        ("wait ban approve end", "ok"),
        ("wait deactivate approve", "account_disabled"),
    ],
)
def test_account_is_active_when_no_reason_is_left(alice: User, root: User, acts: str, code: str) -> None:
    staff = Staff(root, alice)
    for act in acts.split():
        do: Callable[[], None] = getattr(staff, act)
        do()
    assert sign_in().code == code
    assert User.objects.get(pk=alice.pk).is_active == (code == "ok")
    assert sign_in("wrong").code == "not_authenticated"


def test_banned_person_reads_why_and_until_when(alice: User, root: User) -> None:
    Staff(root, alice).ban()
    answer = sign_in()
    assert answer.status == 403
    why = f"This account is banned from this server until {END:%-d %B %Y, %H:%M} UTC. Reason: Spam"
    assert answer.body["detail"] == why
    assert 0 < answer.body["retry_after_ms"] <= timedelta(days=2).total_seconds() * 1000
    for password, is_told in ((PASSWORD, True), ("wrong", False)):
        page = Client().post("/accounts/login/", {"login": "alice", "password": password}).content.decode()
        assert (why in page) is is_told
        assert "Bob saw it" not in page


def test_banned_person_cannot_sign_in_by_cancelling_the_deletion(alice: User, root: User) -> None:
    staff = Staff(root, alice)
    staff.delete()
    staff.ban()
    assert sign_in(undo_deletion=True).code == "account_banned"
    assert AccountDeletion.objects.exists()


def test_ban_ends_every_device_and_its_socket_says_so(alice: User, root: User) -> None:
    app, page = App(alice), browser(alice)
    with listening() as heard:
        Staff(root, alice).ban()
    assert {envelope.about for envelope in heard if envelope.about} == {"account_banned"}
    assert app("GET", "me").code == "token_invalid"
    assert page.get("/settings/profile/").status_code == 302


def test_ban_of_a_banned_person_is_a_conflict(alice: User, root: User) -> None:
    Staff(root, alice).ban()
    with pytest.raises(Conflict):
        Staff(root, alice).ban()


def test_admin_shows_the_reason_that_still_keeps_an_account_inactive(alice: User, root: User) -> None:
    staff = Staff(root, alice)
    staff.ban()
    staff.deactivate()
    client = browser(root)
    choice = {"action": "reactivate", "_selected_action": [str(alice.pk)]}
    page = client.post("/admin/accounts/user/", choice, follow=True).content.decode()
    assert "Alice still cannot sign in. This account is banned" in page
    assert "Reason: Spam" in client.get(f"/admin/accounts/user/{alice.pk}/change/").content.decode()
