"""Approving or refusing accounts that wait for staff."""

from django.db import transaction
from django.urls import reverse

from accounts import mail
from accounts.models import User, WaitingAccount
from accounts.policies import can_administer
from accounts.shutting import settle
from chatproject.contract.errors import Conflict, Forbidden, NotFound


def approve(*, actor: User, user: User) -> None:
    """Activates a waiting account and notifies its owner. Raises Forbidden, or NotFound if it does not wait."""
    with transaction.atomic():
        _lock(actor, user)
        end_waiting(user)
    mail.account_approved(user.email, reverse("account_login"))


def refuse(*, actor: User, user: User) -> None:
    """Deletes a waiting account, which frees its name. Raises Forbidden, NotFound, or Conflict if it has been held."""
    with transaction.atomic():
        _lock(actor, user)
        if user.holds.exists():
            raise Conflict("A legal hold names this account, so it stays. Deactivate it.")
        email = user.email
        user.delete()
    mail.account_refused(email)


def end_waiting(user: User) -> None:
    """Approves a waiting account. It becomes active unless another reason keeps it inactive."""
    WaitingAccount.objects.filter(user=user).delete()
    settle(user)


def _lock(actor: User, user: User) -> None:
    if not can_administer(actor, user):
        raise Forbidden
    if not WaitingAccount.objects.select_for_update().filter(user=user).exists():
        raise NotFound
