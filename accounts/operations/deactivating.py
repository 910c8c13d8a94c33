"""Deactivating: the account stays, its owner is out at once."""

from django.db import transaction

from accounts.models import AccountDeletion, User
from accounts.operations.approving import activate
from accounts.operations.signing_out import ACCOUNT_DISABLED, end_all_devices
from accounts.policies import can_administer, can_deactivate
from accounts.staff.operations.recording import record_act
from chatproject.lib.errors import Forbidden


@transaction.atomic
def deactivate(*, actor: User | None, user: User) -> None:
    """Shut an account: its devices end and their sockets close. No actor is the operator. Raises Forbidden."""
    if actor is not None and not can_deactivate(actor, user):
        raise Forbidden
    User.objects.filter(pk=user.pk).update(is_active=False)
    AccountDeletion.objects.filter(user=user).update(is_barred=True)
    end_all_devices(user=user, reason=ACCOUNT_DISABLED)
    record_act(actor=actor, act="deactivate", object_type="user", object_id=user.pk)


@transaction.atomic
def reactivate(*, actor: User | None, user: User) -> None:
    """Open it again; its owner signs in anew. Raises Forbidden."""
    if actor is not None and not can_administer(actor, user):
        raise Forbidden
    activate(user)
    record_act(actor=actor, act="reactivate", object_type="user", object_id=user.pk)
