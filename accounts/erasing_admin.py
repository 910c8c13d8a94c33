"""The admin's action that deletes an account."""

from accounts.models import User
from accounts.operations.deleting import KEPT_FOR
from accounts.operations.ordering_erasure import order_erasure
from accounts.staff.pages import reasoned


def _delete(actor: User, user: User, reason: str) -> None:
    order_erasure(actor=actor, user=user, reason=reason)


delete_user = reasoned(
    f"Delete: sign out now and erase after {KEPT_FOR.days} days",
    permission="change",
    done=f"Erased in {KEPT_FOR.days} days",
    operation=_delete,
)
