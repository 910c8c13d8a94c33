"""An address that staff set for a user: it replaces the old one at once, unconfirmed."""

from django.db import transaction

from accounts import mail
from accounts.addresses import record_address
from accounts.models import PendingEmail, User
from accounts.operations.signing_out import SECURITY_CHANGED, end_all_devices
from accounts.staff.operations.recording import record_act


def begin_email(*, user: User) -> None:
    """Records the address of an account that staff created, as registering does."""
    record_address(user, verified=False)


@transaction.atomic
def replace_email(*, actor: User, user: User, old: str) -> None:
    """Removes the old address and every access through it: its links, its resets, and signed-in devices.

    The old address receives a letter about it.
    """
    PendingEmail.objects.filter(user=user).delete()
    begin_email(user=user)
    end_all_devices(user=user, reason=SECURITY_CHANGED)
    record_act(actor=actor, act="replace email", object_type="user", object_id=user.pk)
    transaction.on_commit(lambda: mail.address_moved(old), robust=True)
