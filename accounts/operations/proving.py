"""Proving one's identity: the password, and the second factor if there is one."""

import hashlib
import logging

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.cache import cache

from accounts.addresses import CLAIMS, claimants
from accounts.limits import Try, spend
from accounts.models import User
from accounts.passwords import spellings
from accounts.second_factor import use_code
from accounts.shutting import why_shut
from chatproject.contract.errors import DeletionAsked, Invalid, MfaRequired, NotAuthenticated, Unavailable
from chatproject.vault import Unsealable

log = logging.getLogger(__name__)

KNOWN_FOR = 60 * 60 * 24 * 30
WRONG_PASSWORD = "Wrong username or password. Check both and try again."  # noqa: S105
WRONG_CODE = "Wrong code. Enter the one that your authenticator app shows now."


def prove_password(*, login: str, password: str, address: str, undo_deletion: bool = False) -> User:
    """Returns the active user with this username or email address and password.

    With `undo_deletion`, also returns a user whose account is being deleted.

    Raises NotAuthenticated, AccountShut with the reason for an account that is not active, or RateLimited. An unknown
    name takes as long as a wrong password, so timing does not reveal accounts. Several accounts may claim one
    unconfirmed address: the password selects one, and the number of hashes is always the same.
    """
    users = _named(login)
    account = str(users[0].pk) if users else login.lower()
    tries = count_password(account=account, address=address)
    right = [user for user in users if user.check_password(password)]
    for _ in range((CLAIMS if "@" in login else 1) - len(users)):
        for each in spellings(password):
            make_password(each)
    for user in right:
        if user.is_active:
            give_back(tries)
            cache.set(_known(account, address), True, KNOWN_FOR)
            return user
    for user in right:
        reason = why_shut(user)
        if undo_deletion and isinstance(reason, DeletionAsked):
            return user
        if reason is not None:
            raise reason
    raise NotAuthenticated(WRONG_PASSWORD)


def count_password(*, account: str, address: str) -> list[Try]:
    """Counts an attempt at a password, by account and by address; a correct one is given back. Raises RateLimited."""
    return [spend("sign_in_address", address), spend("sign_in_account", _guarded(account, address))]


def prove_second_factor(*, user: User, code: str) -> None:
    """Checks the code of an authenticator app, or a recovery code, if the user has a second factor.

    Raises MfaRequired without a code, NotAuthenticated for a wrong or used one, or RateLimited.
    """
    if not has_second_factor(user):
        return
    if not code:
        raise MfaRequired
    prove_code(user=user, code=code)


def has_second_factor(user: User) -> bool:
    """Recovery codes alone do not count: they replace a factor."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def prove_code(*, user: User, code: str) -> Authenticator:
    """Returns the user's factor that accepts this code. All pages, the API and the admin check codes here.

    Wrong codes are counted by user. Raises NotAuthenticated, RateLimited, or Unavailable without the key.
    """
    guesses = count_code(user)
    try:
        factor = use_code(user, code)
    except Unsealable as error:
        log.error("second factor of user %s: %s", user.pk, error)
        raise Unavailable("This server lacks the key that checks codes. Contact the people who run it.") from error
    if factor is None:
        raise NotAuthenticated(WRONG_CODE)
    give_back(guesses)
    return factor


def count_code(user: User) -> list[Try]:
    """Counts one guess at a code, by minute and by day; a correct one is given back. Raises RateLimited."""
    return [spend(rate, str(user.pk)) for rate in ("second_factor", "second_factor_day")]


def prove_again(*, actor: User, password: str = "", code: str = "", address: str) -> None:
    """Step-up: checks a code of the second factor, or the password, of the user at a signed-in device.

    Raises Invalid if neither is given, NotAuthenticated or RateLimited.
    """
    if code:
        prove_code(user=actor, code=code)
    elif password:
        user = prove_password(login=actor.username, password=password, address=address)
        assert user == actor
    else:
        raise Invalid("Enter your password, or a code from your second factor.")


def _named(login: str) -> list[User]:
    if "\0" in login:
        return []
    return claimants(User.objects.normalize_email(login)) if "@" in login else list(User.objects.called(login))


def give_back(tries: list[Try]) -> None:
    for each in tries:
        each.give_back()


def _guarded(account: str, address: str) -> str:
    """Returns the key under which wrong passwords are counted.

    A stranger who guesses passwords could lock the owner out. So attempts from an address that the owner has signed in
    from before are counted separately.
    """
    return f"{account} {address}" if cache.get(_known(account, address)) else account


def _known(account: str, address: str) -> str:
    return f"known:{hashlib.sha256(f'{account} {address}'.encode()).hexdigest()}"
