"""Signing up: registering by oneself, as far as this server lets people in.

The answer never tells whether an email address has an account here: the new account claims the address, and the letter
that goes there says what it means to its owner.
"""

import contextlib

from django.db import transaction

from accounts.limits import spend
from accounts.models import SignUpPolicy, User, WaitingAccount
from accounts.operations.changing_email import send_confirmation
from accounts.operations.inviting import is_open_invitation, use_invitation
from accounts.operations.registering import register
from accounts.validation import raise_reserved
from chatproject.contract.errors import Forbidden, Invalid, Unavailable

Mode = SignUpPolicy.Mode


def sign_up(
    *,
    username: str,
    email: str,
    password: str,
    display_name: str = "",
    invitation: str = "",
    time_zone: str = "UTC",
) -> User:
    """Make an account, and send a letter to its address. The account is not active when it `is_waiting`.

    Raises Forbidden where this server does not let them in, Invalid, Conflict for a username that is taken, or
    RateLimited by email address. By network the endpoints count, before they read what is asked.
    """
    policy, email = SignUpPolicy.current(), User.objects.normalize_email(email)
    awaits = _admit(policy, email, invitation)
    raise_reserved(username)
    spend("register_email", email)
    with transaction.atomic():
        user = register(
            username=username, email=email, password=password, display_name=display_name, time_zone=time_zone
        )
        if invitation and not use_invitation(invitation):
            raise Forbidden("This invitation no longer works.")
        if awaits:
            user.is_active = False
            user.save(update_fields=["is_active"])
            WaitingAccount.objects.create(user=user, awaits=awaits)
    # The account is made, whether the mail server took the letter or not: its owner asks for it again, in the settings.
    with contextlib.suppress(Unavailable):
        send_confirmation(user)
    return user


def _admit(policy: SignUpPolicy, email: str, invitation: str) -> str:
    """What a new account has to wait for; "" for nothing. Raises Forbidden or Invalid."""
    if policy.mode == Mode.CLOSED:
        raise Forbidden("Sign-up is closed on this server. Its administrators create accounts.")
    if invitation:
        if not is_open_invitation(invitation):
            raise Forbidden("This invitation no longer works.")
        return ""
    if policy.mode == Mode.INVITATION:
        raise Forbidden("This server is by invitation. Ask a member for a link.")
    if policy.mode == Mode.APPROVAL:
        return WaitingAccount.For.APPROVAL
    if policy.mode == Mode.DOMAINS:
        if not policy.lists(email):
            accepted = ", ".join(policy.listed_domains) or "none"
            raise Invalid(
                f"email must be at one of: {accepted}.", fields={"email": [f"Use an address at: {accepted}."]}
            )
        return WaitingAccount.For.EMAIL
    return ""


def is_open_to(invitation: str) -> bool:
    """Whether the sign-up page has anything to offer to somebody with this invitation, or with none."""
    policy = SignUpPolicy.current()
    if invitation:
        return policy.mode != Mode.CLOSED and is_open_invitation(invitation)
    return policy.takes_strangers
