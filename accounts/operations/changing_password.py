"""A new password: the one way to set one. Everywhere else has to sign in again, and no pending link works any more."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import mail
from accounts.models import Device, PendingEmail, User
from accounts.operations.signing_out import PASSWORD_CHANGED, end_other_devices
from accounts.validation import raise_problems


def change_password(*, user: User, password: str, current: Device | None = None, field: str = "password") -> None:
    """Check a password against the rules, and set it. Raises Invalid, which names `field`."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise_problems({field: error.messages})
    set_password(user=user, password=password, current=current)


def set_password(*, user: User, password: str, current: Device | None = None) -> None:
    """Set a password that was checked before, sign out everywhere but at `current`, and tell the person by mail."""
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
