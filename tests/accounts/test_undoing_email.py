"""The old email address takes a change back."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import EmailChange, User
from accounts.operations.changing_email import confirm_email
from accounts.operations.undoing_email import undo_email
from chatproject.contract.errors import Invalid
from tests.accounts.conftest import SignOuts
from tests.accounts.emails import (
    NEW,
    OLD,
    confirmed,
    email_of,
    link,
    new_address,
    new_factor,
    new_password,
    propose,
    token,
)
from tests.world import Api, App


def test_old_address_takes_a_change_back(alice: User, sign_outs: SignOuts) -> None:
    """The thief knows the password, and changes address, password and second factor at once."""
    confirmed(alice)
    confirm_email(token=propose(alice, "thief@example.org"))
    assert mail.outbox[-1].to == [OLD]
    undo = link("undo-email")
    new_password(alice)
    new_factor(alice)
    thief = App(alice)
    client = Client()
    assert OLD in client.get(undo).content.decode()
    with sign_outs() as devices:
        client.post(undo)
    assert devices == [str(thief.device.pk)]
    assert email_of(alice) == OLD
    assert EmailAddress.objects.get(user=alice, verified=True).email == OLD
    assert Api()("POST", "auth/token", {"username": "alice", "password": "a quite different staple"}).status == 401
    assert mail.outbox[-1].to == [OLD]
    reset = client.get(link("password/reset/key"))
    client.post(reset["Location"], {"password1": "my own again staple", "password2": "my own again staple"})
    assert Api()("POST", "auth/token", {"username": "alice", "password": "my own again staple"}).status == 200


def test_old_address_takes_back_all_changes_since(alice: User) -> None:
    confirmed(alice)
    confirm_email(token=propose(alice, "thief@example.org"))
    first = token("undo-email")
    confirm_email(token=propose(User.objects.get(pk=alice.pk), "other@example.org"))
    second = token("undo-email")
    undo_email(token=first)
    assert email_of(alice) == OLD
    for spent in (first, second):
        with pytest.raises(Invalid):
            undo_email(token=spent)


def test_undo_is_dead_after_three_days(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from accounts.operations import undoing_email

    confirmed(alice)
    confirm_email(token=propose(alice))
    monkeypatch.setattr(undoing_email, "VALID_FOR", timedelta(seconds=-1))
    with pytest.raises(Invalid):
        undo_email(token=token("undo-email"))


def test_unconfirmed_old_address_takes_nothing_back(alice: User) -> None:
    """It may be a stranger's."""
    confirm_email(token=propose(alice))
    assert mail.outbox[-1].to == [OLD]
    assert "undo-email" not in str(mail.outbox[-1].body)
    assert not EmailChange.objects.exists()


def test_address_that_staff_changed_gets_no_reset_link(alice: User) -> None:
    confirmed(alice)
    new_address(alice, NEW)
    assert not EmailAddress.objects.filter(user=alice, verified=True).exists()
    mail.outbox.clear()
    for email in (OLD, NEW):
        Client().post("/accounts/password/reset/", {"email": email})
    assert ["password/reset/key" in str(letter.body) for letter in mail.outbox] == [False, True]


def test_address_changed_behind_our_back_gets_no_reset_link(alice: User) -> None:
    confirmed(alice)
    User.objects.filter(pk=alice.pk).update(email=NEW)
    Client().post("/accounts/password/reset/", {"email": OLD})
    assert "password/reset/key" not in str(mail.outbox[-1].body)
