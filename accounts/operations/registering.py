"""Registering: a new person on this server."""

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.validation import problems_of, raise_problems
from chatproject.lib.errors import Conflict


def register(*, username: str, email: str, password: str, display_name: str = "") -> User:
    """Make an account. Raises Invalid, or Conflict when the username or the address is taken."""
    user = User(username=username, email=User.objects.normalize_email(email), display_name=display_name.strip())
    problems = problems_of(user, ["username", "email", "display_name"])
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems["password"] = error.messages
    raise_problems(problems)
    raise_taken(user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            EmailAddress.objects.create(user=user, email=user.email, primary=True)
    except IntegrityError:
        # Somebody was faster between the question and the write.
        raise_taken(user)
        raise
    return user


def raise_taken(user: User) -> None:
    """Raise Conflict, naming the fields, when somebody else has this username or e-mail address."""
    others = User.objects.exclude(pk=user.pk)
    taken: dict[str, list[str]] = {}
    if others.filter(username__iexact=user.username).exists():
        taken["username"] = ["Somebody has this username."]
    if others.filter(email=user.email).exists():
        taken["email"] = ["Somebody has this address."]
    if taken:
        raise Conflict(next(iter(taken.values()))[0], fields=taken)
