"""Registering a new user on this server."""

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.names import latin_look
from accounts.operations.reserving import was_erased_person
from accounts.validation import problems_of, raise_problems, tidy_name
from chatproject.contract.errors import Conflict


def register(*, username: str, email: str, password: str, display_name: str = "", time_zone: str = "UTC") -> User:
    """Creates an account, which claims its address. Raises Invalid, or Conflict if the username is taken."""
    email, display_name = User.objects.normalize_email(email), tidy_name(display_name)
    user = User(username=username, email=email, display_name=display_name, time_zone=time_zone)
    problems = problems_of(user, ["username", "email", "display_name", "time_zone"])
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems["password"] = error.messages
    raise_problems(problems)
    raise_taken(user)
    raise_imitating(user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            EmailAddress.objects.create(user=user, email=user.email, primary=True)
    except IntegrityError:
        # Another request took the name between the check and the write.
        raise_taken(user)
        raise
    return user


def raise_imitating(user: User) -> None:
    """Raises Conflict if the display name imitates another person's name with letters of another alphabet.

    Identical names are allowed: two people may be called Anna. A lookalike is meant to deceive.
    """
    look = latin_look(user.display_name)
    if look and User.objects.exclude(pk=user.pk).imitated_by(look).exists():
        detail = "This name looks like the name of another person. Choose a different one."
        raise Conflict(detail, fields={"display_name": [detail]})


def raise_taken(user: User) -> None:
    """Raises Conflict if another user has this username, or one that looks the same, or an erased person had it.

    An erasure reserves the name and takes it from the account in one step, so the reservation is looked for last: who
    was still there before is found by one or the other.
    """
    others = User.objects.exclude(pk=user.pk)
    is_taken, is_alike = others.filter(username__iexact=user.username), others.looking_like(user.username)
    if is_taken.exists():
        detail = "This username is taken."
    elif is_alike.exists():
        detail = "This username looks like another person's. Choose a different one."
    elif was_erased_person(user.username):
        detail = "This username is taken."
    else:
        return
    raise Conflict(detail, fields={"username": [detail]})
