"""Signing up: registering oneself, within the server's policy.

The response never reveals whether an email address has an account here: the new account claims the address, and only
the letter to it informs its owner.
"""

import contextlib
from collections.abc import Collection

from django.db import transaction

from accounts.limits import spend
from accounts.models import SignUpPolicy, User, WaitingAccount
from accounts.operations.changing_email import send_confirmation
from accounts.operations.consenting import accept_at_sign_up
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
    accepts: Collection[str] = (),
) -> User:
    """Creates an account and sends a letter to its address. The account is not active while it `is_waiting`.

    Raises Forbidden if this server does not admit the person, Invalid, Conflict for a username that is taken, or
    RateLimited by email address. The endpoints count by network, before they read the input.
    """
    policy, email = SignUpPolicy.current(), User.objects.normalize_email(email)
    awaits = _admit(policy, email, invitation)
    raise_reserved(username)
    spend("register_email", email)
    with transaction.atomic():
        user = register(
            username=username, email=email, password=password, display_name=display_name, time_zone=time_zone
        )
        accept_at_sign_up(user=user, documents=accepts)
        if invitation and not use_invitation(invitation):
            raise Forbidden("This invitation no longer works.")
        if awaits:
            user.is_active = False
            user.save(update_fields=["is_active"])
            WaitingAccount.objects.create(user=user, awaits=awaits)
    # The account exists even if the mail server refuses the letter: its owner can request another one in the settings.
    with contextlib.suppress(Unavailable):
        send_confirmation(user)
    return user


def _admit(policy: SignUpPolicy, email: str, invitation: str) -> str:
    """Returns what a new account has to wait for; "" for nothing. Raises Forbidden or Invalid."""
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
    """Whether a person with this invitation, or with none, can use the sign-up page."""
    policy = SignUpPolicy.current()
    if invitation:
        return policy.mode != Mode.CLOSED and is_open_invitation(invitation)
    return policy.takes_strangers
