"""Why an account is inactive. Reasons are independent; an account without any is active."""

from collections.abc import Callable

from accounts.models import AccountDeletion, User, WaitingAccount
from chatproject.contract.errors import AccountDisabled, AccountShut, AccountWaiting, DeletionAsked

WAITING: dict[str, str] = {
    WaitingAccount.For.APPROVAL: "The people who run this server have to approve your account first.",
    WaitingAccount.For.EMAIL: "Open the link that we sent to your email address first.",
}

#: Returns the error that the owner gets at sign-in, or None if this reason does not apply.
Reason = Callable[[User], AccountShut | None]

_added: list[Reason] = []
#: Called when an account becomes active or inactive.
_consequences: list[Callable[[User], None]] = []


def add_reason(reason: Reason) -> None:
    """For apps above this one."""
    _added.append(reason)


def add_consequence(consequence: Callable[[User], None]) -> None:
    """For apps above this one: called in the transaction that makes an account active or inactive."""
    _consequences.append(consequence)


def why_shut(user: User) -> AccountShut | None:
    """Returns the strongest reason, or None if the account may be active."""
    reasons = (_deactivated, *_added, _waiting, _deleted)
    return next((shut for reason in reasons if (shut := reason(user)) is not None), None)


def settle(user: User) -> AccountShut | None:
    """Update `is_active` in the transaction that began or ended a reason. Returns the remaining reason, if any."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    left = why_shut(locked)
    has_changed = locked.is_active != (left is None)
    user.is_active = locked.is_active = left is None
    if has_changed:
        locked.save(update_fields=["is_active"])
        for consequence in _consequences:
            consequence(locked)
    return left


def _deactivated(user: User) -> AccountShut | None:
    return None if user.deactivated_at is None else AccountDisabled()


def _waiting(user: User) -> AccountShut | None:
    waiting = WaitingAccount.objects.filter(user=user).first()
    return None if waiting is None else AccountWaiting(WAITING[waiting.awaits])


def _deleted(user: User) -> AccountShut | None:
    deletion = AccountDeletion.objects.filter(user=user).first()
    if deletion is None:
        return None
    return AccountDisabled("This account was deleted.") if deletion.is_due else DeletionAsked()
