"""Deactivating an account: the account stays, and its owner is signed out at once."""

from django.db import transaction
from django.utils import timezone

from accounts.models import AccountDeletion, User, WaitingAccount
from accounts.operations.signing_out import ACCOUNT_DISABLED, end_all_devices
from accounts.policies import can_administer, can_deactivate
from accounts.shutting import settle
from accounts.staff.operations.recording import record_act
from chatproject.contract.errors import AccountShut, Forbidden


@transaction.atomic
def deactivate(*, actor: User | None, user: User) -> None:
    """Deactivates an account: its devices end and their sockets close.

    Without an actor it is the operator's act. Raises Forbidden.
    """
    if actor is not None and not can_deactivate(actor, user):
        raise Forbidden
    User.objects.filter(pk=user.pk).update(deactivated_at=timezone.now())
    settle(user)
    end_all_devices(user=user, reason=ACCOUNT_DISABLED)
    record_act(actor=actor, act="deactivate", object_type="user", object_id=user.pk)


@transaction.atomic
def reactivate(*, actor: User | None, user: User, reason: str = "") -> AccountShut | None:
    """Reactivates an account that is deactivated, waiting or being deleted. Its owner has to sign in again.

    Returns the reason that still keeps it inactive, such as a ban, or an erasure that has begun. Raises Forbidden.
    """
    if actor is not None and not can_administer(actor, user):
        raise Forbidden
    WaitingAccount.objects.filter(user=user).delete()
    AccountDeletion.objects.filter(user=user, started_at=None).delete()
    User.objects.filter(pk=user.pk).update(deactivated_at=None)
    record_act(actor=actor, act="reactivate", object_type="user", object_id=user.pk, reason=reason)
    return settle(user)
