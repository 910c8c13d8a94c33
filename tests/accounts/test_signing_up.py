"""Signing up does not reveal who has an account, and follows the server's sign-up policy."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import ServerInvitation, SignUpPolicy, User, WaitingAccount
from accounts.operations.approving import approve, refuse
from accounts.operations.cleaning_up import clean_up
from accounts.operations.inviting import invite, revoke_invitation
from accounts.passwords import Argon2
from chatproject.contract.errors import Forbidden, Invalid, NotFound
from tests.conversations.world import call, group
from tests.world import PASSWORD, Answer, Api, App, browser, person

NOBODY = Api()


@pytest.fixture
def owner(alice: User) -> User:
    """Alice, who has confirmed her address."""
    EmailAddress.objects.filter(user=alice).update(verified=True)
    return alice


@pytest.fixture
def root(db: None) -> User:
    person("root")
    User.objects.filter(username="root").update(is_staff=True, is_superuser=True)
    return User.objects.get(username="root")


def ask(**changes: Any) -> Answer:
    body = {"username": "dora", "email": "dora@example.org", "password": PASSWORD, **changes}
    return NOBODY("POST", "auth/register", body)


def post(**changes: str) -> Any:
    data = {"username": "dora", "email": "dora@example.org", "password1": PASSWORD, **changes}
    return Client().post("/accounts/signup/", data)


def mode(mode: str, **more: Any) -> None:
    SignUpPolicy.objects.update_or_create(pk=1, defaults={"mode": mode, **more})


def link() -> str:
    found = re.search(r"http://localhost:8000(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


# Existing accounts


def test_api_answers_alike_for_a_taken_address_and_a_free_one(owner: User) -> None:
    answers = [ask(username="dora"), ask(username="dana", email="ALICE@example.org")]
    assert [(each.status, set(each.body)) for each in answers] == [(201, {"user", "access", "refresh"})] * 2
    profiles = [Api(Authorization=f"Bearer {each.body['access']}")("GET", "me").body for each in answers]
    assert [each["email"] for each in profiles] == ["dora@example.org", "alice@example.org"]
    assert set(profiles[0]) == set(profiles[1])


def test_page_answers_alike_for_a_taken_address_and_a_free_one(owner: User) -> None:
    answers = [post(username="dora"), post(username="dana", email="alice@example.org")]
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, "/")] * 2
    assert len(mail.outbox) == 2


def test_owner_of_an_address_is_told_and_keeps_it(owner: User) -> None:
    ask(email="alice@example.org")
    assert mail.outbox[-1].to == ["alice@example.org"]
    assert "confirm-email" not in str(mail.outbox[-1].body)
    assert NOBODY("POST", "auth/token", {"username": "alice@example.org", "password": PASSWORD}).status == 200
    User.objects.get(username="dora").delete()
    assert App(owner)("GET", "me").body["email"] == "alice@example.org"


def test_new_account_confirms_no_address_of_another(owner: User) -> None:
    access = ask(email="alice@example.org").body["access"]
    assert Api(Authorization=f"Bearer {access}")("POST", "me/email/confirmation").status == 204
    assert "confirm-email" not in str(mail.outbox[-1].body)
    assert EmailAddress.objects.filter(email="alice@example.org", verified=True).get().user == owner


def test_reset_link_goes_to_the_owner_alone(owner: User) -> None:
    ask(email="alice@example.org")
    Client().post("/accounts/password/reset/", {"email": "alice@example.org"})
    assert str(mail.outbox[-1].body).count("password/reset/key") == 1
    assert owner.pk.hex in str(mail.outbox[-1].body)


@pytest.mark.parametrize("login", ["alice@example.org", "nobody@example.org", "dora@example.org"])
def test_signing_in_by_an_address_costs_the_same_for_verified_and_claimed_addresses(
    owner: User, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(username="dora", email="alice@example.org")
    ask(username="dana", email="dora@example.org")
    hashed: list[str] = []
    real_encode, real_verify = Argon2.encode, Argon2.verify

    def encode(self: Argon2, password: str, salt: str) -> str:
        hashed.append("encode")
        return str(real_encode(self, password, salt))

    def verify(self: Argon2, password: str, encoded: str) -> bool:
        hashed.append("verify")
        return bool(real_verify(self, password, encoded))

    monkeypatch.setattr(Argon2, "encode", encode)
    monkeypatch.setattr(Argon2, "verify", verify)
    NOBODY("POST", "auth/token", {"username": login, "password": "wrong"})
    assert len(hashed) == 3


def test_accounts_that_claim_one_address_sign_in_by_it_each_with_its_password(owner: User) -> None:
    ask(email="alice@example.org", password="a quite different staple")
    for password, username in ((PASSWORD, "alice"), ("a quite different staple", "dora")):
        answer = NOBODY("POST", "auth/token", {"username": "alice@example.org", "password": password})
        assert Api(Authorization=f"Bearer {answer.body['access']}")("GET", "me").body["username"] == username


def test_every_post_of_the_page_counts(owner: User, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "register_address": (2, 3600)}
    answers = [post(username=f"no good {number}") for number in range(3)]
    assert [bool(each.context["form"].non_field_errors()) for each in answers] == [False, False, True]


def test_address_receives_few_new_accounts_and_few_emails(owner: User) -> None:
    answers = [ask(username=f"dora{number}", email="alice@example.org") for number in range(3)]
    assert [each.status for each in answers] == [201, 201, 429]
    for number in range(8):
        Client().post("/accounts/password/reset/", {"email": "alice@example.org"}, REMOTE_ADDR=f"10.0.0.{number}")
    assert len(mail.outbox) == 5


def test_network_causes_few_emails(db: None, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "mail_sender": (3, 3600)}
    answers = [Client().post("/accounts/password/reset/", {"email": f"p{n}@example.org"}) for n in range(4)]
    assert [each.status_code for each in answers] == [302, 302, 302, 200]
    assert len(mail.outbox) == 3


def test_server_sends_so_many_letters_and_signs_up_all_the_same(db: None, settings: Any) -> None:
    settings.RATES = {**settings.RATES, "mail_server": (1, 3600)}
    assert [ask(username=name, email=f"{name}@example.org").status for name in ("dora", "dana")] == [201, 201]
    assert len(mail.outbox) == 1


def test_mail_server_that_is_away_keeps_nobody_out(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = ask()
    assert answer.status == 201
    assert Api(Authorization=f"Bearer {answer.body['access']}")("POST", "me/email/confirmation").code == "unavailable"


# Sign-up policy


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


@pytest.mark.parametrize("how", ["revoked", "expired", "of nobody", "closed"])
def test_invitation_ends(root: User, how: str) -> None:
    mode("invitation")
    invitation, token = invite(actor=root)
    if how == "revoked":
        revoke_invitation(actor=root, invitation=str(invitation.pk))
    elif how == "expired":
        ServerInvitation.objects.update(expires_at=timezone.now())
    elif how == "of nobody":
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
