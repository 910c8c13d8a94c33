"""Helpers of these tests: a new email address, its link, and changes of the account."""

import re
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.operations.changing_email import propose_email
from accounts.operations.changing_password import set_password
from accounts.operations.replacing_email import replace_email
from tests.world import PASSWORD

NEW = "alice@wonder.example"
OLD = "alice@example.org"


def ask(client: Client, email: str = NEW, password: str = PASSWORD) -> Any:
    return client.post("/accounts/email/", {"email": email, "password": password})


def link(page: str = "confirm-email") -> str:
    """The path of the last link that was sent: of SITE_URL, whatever host the request named."""
    found = re.findall(
        rf"http://localhost:8000(/accounts/{page}/\S+)", "\n".join(str(each.body) for each in mail.outbox)
    )
    assert found
    return str(found[-1])


def token(page: str = "confirm-email") -> str:
    return link(page).strip("/").rpartition("/")[2]


def propose(actor: User, email: str = NEW) -> str:
    propose_email(actor=actor, email=email, password=PASSWORD, address="10.0.0.1")
    return token()


def confirmed(user: User) -> User:
    EmailAddress.objects.filter(user=user).update(verified=True)
    return user


def email_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


def new_password(alice: User) -> None:
    set_password(user=User.objects.get(pk=alice.pk), password="a quite different staple")


def new_factor(alice: User) -> None:
    TOTP.activate(alice, generate_totp_secret())


def new_address(alice: User, email: str = "third@example.org") -> None:
    """Changes a user's email address as staff do."""
    user = User.objects.get(pk=alice.pk)
    old, user.email = user.email, email
    user.save()
    replace_email(actor=user, user=user, old=old)
