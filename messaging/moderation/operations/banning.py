"""Bans users, for a while or until the ban is lifted."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.signing_out import ACCOUNT_BANNED, end_all_devices
from accounts.policies import can_deactivate
from accounts.shutting import settle
from accounts.staff.operations.recording import record_act
from chatproject.contract.errors import AccountBanned, Conflict, Forbidden
from chatproject.contract.texts import LINE_BREAKS, readable
from messaging.moderation.models import Ban


@transaction.atomic
def ban(*, actor: User, user: User, reason: str, note: str = "", ends_at: datetime | None = None) -> Ban:
    """Bans the user until `ends_at` and ends their devices. Raises Forbidden, or Conflict if they are
    banned already.
    """
    check_ban(actor, user)
    reason, note = readable(reason), readable(note, LINE_BREAKS)
    row = Ban.objects.create(user=user, reason=reason, note=note, ends_at=ends_at, created_by=actor)
    settle(user)
    end_all_devices(user=user, reason=ACCOUNT_BANNED)
    why = " ".join(filter(None, (reason, note)))
    record_act(actor=actor, act="ban", object_type="user", object_id=user.pk, reason=why)
    return row


def check_ban(actor: User, user: User) -> None:
    """Raises the errors that `ban` would raise."""
    if not actor.has_perm("moderation.add_ban") or not can_deactivate(actor, user):
        raise Forbidden
    if Ban.objects.in_force().filter(user=user).exists():
        raise Conflict("This user is already banned. Lift that ban first.")


@transaction.atomic
def lift(*, actor: User | None, row: Ban, reason: str = "") -> None:
    """Lifts a ban. The account becomes active unless another reason keeps it inactive.

    Without an actor the ban has expired. Raises Forbidden.
    """
    if actor is not None and not (actor.has_perm("moderation.change_ban") and can_deactivate(actor, row.user)):
        raise Forbidden
    if not Ban.objects.in_force().filter(pk=row.pk).update(lifted_at=timezone.now()):
        return
    settle(row.user)
    record_act(actor=actor, act="lift ban", object_type="user", object_id=row.user_id, reason=reason)


def why_banned(user: User) -> AccountBanned | None:
    """Returns the error for a banned user at sign-in."""
    row = Ban.objects.in_force().filter(user=user).first()
    if row is None:
        return None
    until = f" until {row.ends_at.astimezone(UTC):%-d %B %Y, %H:%M} UTC" if row.ends_at else ""
    reason = f" Reason: {row.reason}" if row.reason else ""
    left = max(0, int((row.ends_at - timezone.now()).total_seconds() * 1000)) if row.ends_at else None
    return AccountBanned(f"This account is banned from this server{until}.{reason}", retry_after_ms=left)


def lift_those_over() -> None:
    """Lifts the bans that have expired."""
    for row in Ban.objects.over().select_related("user")[:1000]:
        lift(actor=None, row=row)
