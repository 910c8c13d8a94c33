"""Placing and ending legal holds, by staff or by the operator of the server."""

from django.db import transaction
from django.utils import timezone

from accounts.holds import begin_hold
from accounts.models import User
from accounts.models.hold import IN_FORCE, Hold
from accounts.staff.operations.recording import record_act
from chatproject.contract.errors import Conflict, Forbidden
from chatproject.contract.texts import LINE_BREAKS, readable


@transaction.atomic
def place_hold(*, actor: User | None, hold: Hold) -> None:
    """Stores a new hold. What it covers is kept from now on. Raises Forbidden.

    Without an actor it is the operator's act.
    """
    _ensure_may(actor, "add", hold)
    begin_hold()
    hold.placed_by, hold.reason = actor, readable(hold.reason, LINE_BREAKS)
    hold.save(force_insert=True)
    record_act(actor=actor, act="place hold", object_type=hold.about, object_id=hold.object_id, reason=hold.reason)


@transaction.atomic
def end_hold(*, actor: User | None, hold: Hold, reason: str) -> None:
    """Ends a hold; other holds on the same object stay. Raises Forbidden, or Conflict if it has ended already."""
    _ensure_may(actor, "change", hold)
    reason = readable(reason, LINE_BREAKS)
    in_force = type(hold)._default_manager.filter(IN_FORCE, pk=hold.pk)
    if not in_force.update(ended_at=timezone.now(), ended_by=actor, end_reason=reason):
        raise Conflict("This hold has already ended.")
    record_act(actor=actor, act="end hold", object_type=hold.about, object_id=hold.object_id, reason=reason)


def _ensure_may(actor: User | None, action: str, hold: Hold) -> None:
    if actor is None:
        return
    if not actor.has_perm(f"{hold._meta.app_label}.{action}_{hold._meta.model_name}"):
        raise Forbidden
    if hold.object_id == actor.pk:
        raise Forbidden("Another member of staff has to decide about a hold on you.")
