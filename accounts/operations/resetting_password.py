"""Choosing a new password through a link that was sent to the account's address."""

from allauth.account.utils import url_str_to_user_pk, user_pk_to_url_str
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import mail
from accounts.addresses import claimants, owner_of
from accounts.fingerprints import fingerprint
from accounts.limits import spend
from accounts.models import SignUpPolicy, User
from accounts.operations.changing_password import change_password
from accounts.validation import problems_of, raise_problems
from chatproject.contract.errors import Invalid


class ResetTokens(PasswordResetTokenGenerator):
    """Tokens that become invalid with a new password, address or second factor, and with the next sign-in."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{fingerprint(user)}{user.last_login}{timestamp}"


def request_reset(*, email: str, address: str) -> None:
    """Sends a link to this address, or a letter that says that it has no account.

    Raises RateLimited by `address`, or Invalid for a malformed email address.
    """
    spend("mail_sender", address)
    email = User.objects.normalize_email(email)
    raise_problems(problems_of(User(email=email), ["email"]))
    send_reset(email=email)


def send_reset(*, email: str) -> None:
    owner = owner_of(email)
    users = [each for each in ([owner] if owner else claimants(email)) if each.is_active]
    if users:
        mail.reset_password(email, [_path(each) for each in users])
    else:
        mail.no_account(email, reverse("account_signup") if SignUpPolicy.current().takes_strangers else "")


def reset_password(*, key: str, password: str) -> User:
    """Sets the password of the account that a link's key names. Raises Invalid."""
    name, _, token = key.partition("-")
    try:
        user = User.objects.active().filter(pk=url_str_to_user_pk(name)).first()
    except (ValueError, ValidationError):
        user = None
    if user is None or not ResetTokens().check_token(user, token):
        raise Invalid("This link no longer works.")
    change_password(user=user, password=password)
    return user


def _path(user: User) -> str:
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), ResetTokens().make_token(user)])
