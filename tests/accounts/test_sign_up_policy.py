"""Signing up follows the server's policy: open, closed, by invitation, or after approval."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import ServerInvitation, User, WaitingAccount
from accounts.operations.approving import approve, refuse
from accounts.operations.cleaning_up import clean_up
from accounts.operations.inviting import invite, revoke_invitation
from chatproject.contract.errors import Forbidden, Invalid, NotFound
from tests.accounts.newcomers import NOBODY, ask, link, mode, post
from tests.conversations.world import call, group
from tests.world import PASSWORD, browser, person


def test_policy_is_the_setting_until_staff_change_it(db: None, settings: Any) -> None:
    settings.SIGN_UP = "closed"
    assert ask().code == "forbidden"
    mode("open")
    assert ask().status == 201


@pytest.mark.parametrize("closed", ["closed", "invitation"])
def test_closed_server_lets_nobody_in(db: None, closed: str) -> None:
    mode(closed)
    assert ask().code == "forbidden"
    for page in (post(), Client().get("/accounts/signup/")):
        assert "Sign-up is not open" in page.content.decode()
    assert not User.objects.exists()


def test_invitation_lets_in_as_many_as_it_says(root: User) -> None:
    mode("invitation")
    invitation, token = invite(actor=root, max_uses=2)
    assert token not in str(ServerInvitation.objects.values())
    page = Client().get(f"/accounts/signup/?invitation={token}")
    assert page.context["form"]["invitation"].value() == token
    assert post(invitation=token)["Location"] == "/"
    assert ask(username="dana", email="dana@example.org", invitation=token).status == 201
    assert ask(username="dina", email="dina@example.org", invitation=token).code == "forbidden"
    invitation.refresh_from_db()
    assert invitation.uses == 2


def test_refused_sign_up_uses_no_invitation(root: User) -> None:
    _, token = invite(actor=root)
    person("dana")
    assert ask(username="dana", invitation=token).code == "conflict"
    assert ask(invitation=token).status == 201


@pytest.mark.parametrize("how", ["revoked", "expired", "unknown", "closed"])
def test_invitation_ends(root: User, how: str) -> None:
    mode("invitation")
    invitation, token = invite(actor=root)
    if how == "revoked":
        revoke_invitation(actor=root, invitation=str(invitation.pk))
    elif how == "expired":
        ServerInvitation.objects.update(expires_at=timezone.now())
    elif how == "unknown":
        User.objects.filter(pk=root.pk).update(is_active=False)
    else:
        mode("closed")
    assert ask(invitation=token).code == "forbidden"
    assert "no longer works" in Client().get(f"/accounts/signup/?invitation={token}").content.decode()


def test_members_invite_where_they_may(alice: User, bob: User) -> None:
    with pytest.raises(Forbidden):
        invite(actor=alice)
    mode("invitation", members_invite=True)
    invitation, token = invite(actor=alice)
    with pytest.raises(NotFound):
        revoke_invitation(actor=bob, invitation=str(invitation.pk))
    with pytest.raises(Invalid):
        invite(actor=alice, expires_in=timedelta(days=31))
    assert ask(invitation=token).status == 201


def test_page_shows_a_new_link_once_and_revokes_it(alice: User) -> None:
    client = browser(alice)
    assert "Only administrators" in client.get("/settings/invitations/").content.decode()
    assert client.post("/settings/invitations/", {"max_uses": 1}).context["form"].non_field_errors()
    mode("invitation", members_invite=True)
    page = client.post("/settings/invitations/", {"max_uses": 1})
    token = page.context["link"].partition("?invitation=")[2]
    assert token not in client.get("/settings/invitations/").content.decode()
    assert Client().get(f"/accounts/signup/?invitation={token}").context["form"]
    client.post(f"/settings/invitations/{ServerInvitation.objects.get().pk}/revoke/")
    assert ask(invitation=token).code == "forbidden"


def test_account_at_a_listed_domain_waits_for_its_link(db: None) -> None:
    mode("domains", domains="example.org, example.net")
    answer = ask(email="dora@elsewhere.example")
    assert (answer.code, list(answer.body["fields"])) == ("invalid", ["email"])
    answer = ask()
    assert (answer.status, answer.body["awaits"], set(answer.body)) == (202, "email", {"user", "awaits"})
    signing_in = {"username": "dora", "password": PASSWORD}
    assert NOBODY("POST", "auth/token", signing_in).code == "account_waiting"
    page = Client().post("/accounts/login/", {"login": "dora", "password": PASSWORD})
    assert "Open the link" in page.content.decode()
    assert NOBODY("POST", "auth/token", {**signing_in, "password": "wrong"}).code == "not_authenticated"
    Client().post(link())
    assert NOBODY("POST", "auth/token", signing_in).status == 200


def test_taken_address_at_a_listed_domain_answers_alike(owner: User) -> None:
    mode("domains", domains="example.org")
    answers = [ask(), ask(username="dana", email="alice@example.org")]
    assert [(each.status, each.body["awaits"]) for each in answers] == [(202, "email")] * 2
    assert post(username="dina", email="dina@example.org")["Location"] == "/accounts/waiting/"
    assert Client().get("/accounts/waiting/").status_code == 200


def test_account_that_nobody_confirms_is_forgotten(db: None) -> None:
    mode("domains", domains="example.org")
    ask()
    clean_up()
    assert User.objects.exists()
    WaitingAccount.objects.update(created_at=timezone.now() - timedelta(days=8))
    clean_up()
    assert not User.objects.exists()


def test_staff_approve_and_refuse(root: User, alice: User) -> None:
    mode("approval")
    assert ask().body["awaits"] == "approval"
    ask(username="dana", email="dana@example.org")
    dora, dana = (User.objects.get(username=name) for name in ("dora", "dana"))
    Client().post(link())
    assert NOBODY("POST", "auth/token", {"username": "dana", "password": PASSWORD}).code == "account_waiting"
    with pytest.raises(Forbidden):
        approve(actor=alice, user=dora)
    with pytest.raises(NotFound):
        refuse(actor=root, user=alice)
    approve(actor=root, user=dora)
    refuse(actor=root, user=dana)
    assert [letter.to for letter in mail.outbox[-2:]] == [["dora@example.org"], ["dana@example.org"]]
    assert NOBODY("POST", "auth/token", {"username": "dora", "password": PASSWORD}).status == 200
    assert not User.objects.filter(username="dana").exists()


@pytest.mark.parametrize(
    ("mode", "words"),
    [("closed", "administrators of this server create accounts"), ("invitation", "Ask a member for a link")],
)
def test_pages_offer_no_account_when_sign_up_is_not_open(
    alice: User, settings: Any, mailoutbox: list[Any], mode: str, words: str
) -> None:
    link = call(alice, "POST", f"conversations/{group(alice).pk}/invitations", {}).body["token"]
    pages = ("/accounts/login/", f"/invite/{link}/")
    for path in pages:
        assert "/accounts/signup/" in Client().get(path).content.decode()
    settings.SIGN_UP = mode
    for path in pages:
        page = Client().get(path).content.decode()
        assert "/accounts/signup/" not in page
        assert words in page
    Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert "There is none." in mailoutbox[0].body
    assert "signup" not in mailoutbox[0].body
