"""Staff or the operator delete someone's account, as if its owner had asked."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import AccountDeletion, User
from accounts.operations.deleting import begin_deletion, tell_deletion
from accounts.policies import can_erase
from accounts.staff.operations.recording import record_act
from chatproject.contract.errors import Forbidden

Say = Callable[[str], None]
Erase = Callable[[User, Say], None]

_erase: Erase


def order_erasure(*, actor: User | None, user: User, reason: str = "", deletes_messages: bool = False) -> None:
    """Deactivates the account, and erases it once the time is over in which its owner or staff can keep it.

    Without an actor it is the operator's act. Raises Forbidden.
    """
    if actor is not None and not can_erase(actor, user):
        raise Forbidden
    tell_deletion(_begin(actor, user, reason, deletes_messages))


def order_erasure_now(*, user: User, say: Say, reason: str = "", deletes_messages: bool = False) -> None:
    """Erases an account at once, as the operator. After an interruption, call it again.

    Raises Conflict if a legal hold covers it.
    """
    deletion = _begin(None, user, reason, deletes_messages)
    AccountDeletion.objects.filter(pk=deletion.pk).update(is_due=True)
    _erase(user, say)


@transaction.atomic
def _begin(actor: User | None, user: User, reason: str, deletes_messages: bool) -> AccountDeletion:
    record_act(actor=actor, act="delete user", object_type="user", object_id=user.pk, reason=reason)
    return begin_deletion(user=user, deletes_messages=deletes_messages)


def set_erase(erase: Erase) -> None:
    """For the project, which knows what all apps hold of a person."""
    global _erase
    _erase = erase
