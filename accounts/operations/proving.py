"""Proving who one is: the password, and the second factor where there is one."""

import hashlib

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.cache import cache

from accounts.limits import spend
from accounts.models import User
from chatproject.lib.errors import MfaRequired, NotAuthenticated

KNOWN_FOR = 60 * 60 * 24 * 30


def prove_password(*, login: str, password: str, address: str) -> User:
    """The active person of this username or e-mail and password. Raises NotAuthenticated or RateLimited.

    Whoever is not there costs as much time as a wrong password, so nobody learns who is.
    """
    user = None if "\0" in login else User.objects.called(login).first()
    account = str(user.pk) if user else login.lower()
    tries = [spend("sign_in_address", address), spend("sign_in_account", _guarded(account, address))]
    if user is None:
        make_password(password)
    elif user.check_password(password) and user.is_active:
        for each in tries:
            each.give_back()
        cache.set(_known(account, address), True, KNOWN_FOR)
        return user
    raise NotAuthenticated("The username or the password is not right.")


def prove_second_factor(*, user: User, code: str) -> None:
    """The code of an authenticator app, or a recovery code, if this person asked to be asked for one.

    Raises MfaRequired without a code, NotAuthenticated for a wrong or used one, RateLimited.
    """
    factors = list(Authenticator.objects.filter(user=user))
    if all(each.type == Authenticator.Type.RECOVERY_CODES for each in factors):
        return
    if not code:
        raise MfaRequired
    guess = spend("second_factor", str(user.pk))
    for each in factors:
        if each.type != Authenticator.Type.WEBAUTHN and each.wrap().validate_code(code):
            each.record_usage()
            guess.give_back()
            return
    raise NotAuthenticated("The code is not right.")


def _guarded(account: str, address: str) -> str:
    """What a wrong password counts against.

    A stranger who guesses would lock the account's owner out, so where the owner signed in from before,
    his tries are counted apart.
    """
    return f"{account} {address}" if cache.get(_known(account, address)) else account


def _known(account: str, address: str) -> str:
    return f"known:{hashlib.sha256(f'{account} {address}'.encode()).hexdigest()}"
