"""Signing up does not reveal who has an account."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.newcomers import NOBODY, ask, post
from tests.world import PASSWORD, Api, App


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
    owner: User, login: str, hashed: list[str]
) -> None:
    ask(username="dora", email="alice@example.org")
    ask(username="dana", email="dora@example.org")
    hashed.clear()
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
