"""An address that staff give somebody: it replaces the old one at once, and nobody has confirmed it."""

from django.db import transaction

from accounts import mail
from accounts.addresses import record_address
from accounts.models import PendingEmail, User
from accounts.operations.signing_out import SECURITY_CHANGED, end_all_devices
from accounts.staff.operations.recording import record_act


def begin_email(*, user: User) -> None:
    """Note the address of an account that staff made, as registering does."""
    record_address(user, verified=False)


@transaction.atomic
def replace_email(*, actor: User, user: User, old: str) -> None:
    """Forget the old address and every way in through it: its links, its resets, and who is signed in.

    The old address gets a letter that says so.
    """
    PendingEmail.objects.filter(user=user).delete()
    begin_email(user=user)
    end_all_devices(user=user, reason=SECURITY_CHANGED)
    record_act(actor=actor, act="replace email", object_type="user", object_id=user.pk)
    transaction.on_commit(lambda: mail.address_moved(old), robust=True)
