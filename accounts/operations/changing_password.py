"""The one way to set a password. All other devices have to sign in again, and pending links stop working."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import mail
from accounts.models import Device, PendingEmail, User
from accounts.operations.signing_out import PASSWORD_CHANGED, end_other_devices
from accounts.validation import raise_problems


def change_password(*, user: User, password: str, current: Device | None = None, field: str = "password") -> None:
    """Checks a password against the rules, and sets it. Raises Invalid, which names `field`."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise_problems({field: error.messages})
    set_password(user=user, password=password, current=current)


def set_password(*, user: User, password: str, current: Device | None = None) -> None:
    """Sets a checked password, signs out everywhere except at `current`, and notifies the user by email."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        PendingEmail.objects.filter(user=user).delete()
        end_other_devices(actor=user, current=current, reason=PASSWORD_CHANGED)
    mail.tell(
        user,
        "your password was changed",
        "The password of your Parlance account was changed, and your other devices were signed out.",
    )
