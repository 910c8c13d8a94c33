"""Keeping a person out of the server, for a while or until the ban is lifted."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.deactivating import deactivate
from accounts.policies import can_deactivate
from accounts.staff.operations.recording import record_act
from chatproject.lib.errors import Conflict, Forbidden
from messaging.moderation.models import Ban


@transaction.atomic
def ban(*, actor: User, user: User, reason: str, ends_at: datetime | None = None) -> Ban:
    """Deactivate the account until `ends_at`: its devices end. Raises Forbidden, or Conflict where it is not active."""
    check_ban(actor, user)
    deactivate(actor=actor, user=user)
    record_act(actor=actor, act="ban", object_type="user", object_id=user.pk, reason=reason)
    return Ban.objects.create(user=user, reason=reason, ends_at=ends_at, created_by=actor)


def check_ban(actor: User, user: User) -> None:
    """Raise what `ban` would refuse with."""
    if not actor.has_perm("moderation.add_ban") or not can_deactivate(actor, user):
        raise Forbidden
    if not user.is_active:
        raise Conflict("This account is not active: it is banned, deactivated or waits already.")


@transaction.atomic
def lift(*, actor: User | None, row: Ban, reason: str = "") -> None:
    """End a ban and let the person in again. Without an actor its time is over. Raises Forbidden."""
    if actor is not None and not (actor.has_perm("moderation.change_ban") and can_deactivate(actor, row.user)):
        raise Forbidden
    if not Ban.objects.in_force().filter(pk=row.pk).update(lifted_at=timezone.now()):
        return
    User.objects.filter(pk=row.user_id).update(is_active=True)
    record_act(actor=actor, act="lift ban", object_type="user", object_id=row.user_id, reason=reason)


def lift_those_over() -> None:
    """End the bans whose time has come."""
    for row in Ban.objects.over().select_related("user")[:1000]:
        lift(actor=None, row=row)
