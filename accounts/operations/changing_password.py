"""A new password: every other installation has to sign in again."""

from django.db import transaction

from accounts.models import Device, User
from accounts.operations.signing_out import end_other_devices


@transaction.atomic
def set_password(*, user: User, password: str, current: Device | None = None) -> None:
    """Set it, validated before, and sign out everywhere but at `current`."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_other_devices(actor=user, current=current)
