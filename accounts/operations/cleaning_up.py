"""Deletes expired rows, in bounded batches."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts.models import Device, EmailChange, PendingEmail, ReservedName, ServerInvitation, User, WaitingAccount
from accounts.operations.being_active import forget_active_days
from accounts.operations.signing_out import end_this
from accounts.staff.operations.purging import purge_acts

PIECE = 1_000
# Longer than any grace period: a spent token that has left the ledger still differs from the live one.
SPENT_KEPT = timedelta(hours=1)
# Keep ended devices for a while, for users who ask what happened to their account.
ENDED_KEPT = timedelta(days=90)
WAITING_KEPT = timedelta(days=7)
# Longer than the validity of any link that confirms an address.
LINKS_KEPT = timedelta(days=2)


def clean_up() -> dict[str, int]:
    """Runs one batch of each kind. Returns how many rows of each were deleted."""
    return {
        "devices_ended": end_stale_devices(),
        "devices": forget_ended_devices(),
        "sessions": forget_expired_sessions(),
        "tokens": forget_spent_tokens(),
        "waiting": forget_waiting_accounts(),
        "email_changes": _delete(EmailChange.objects.filter(created_at__lt=timezone.now() - ENDED_KEPT)),
        "pending_emails": _delete(PendingEmail.objects.filter(created_at__lt=timezone.now() - LINKS_KEPT)),
        "reserved_names": _delete(ReservedName.objects.filter(until__lt=timezone.now())),
        "acts": purge_acts(),
        "active_days": forget_active_days(PIECE),
        "invitations": _delete(ServerInvitation.objects.filter(expires_at__lt=timezone.now() - ENDED_KEPT)),
    }


def end_stale_devices() -> int:
    """Ends browsers whose session is gone, and apps whose last token expired."""
    now = timezone.now()
    sessions = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    gone = Q(kind=Device.Kind.BROWSER) & ~Exists(sessions)
    expired = Q(kind=Device.Kind.APP, rotated_at__lt=now - api_settings.REFRESH_TOKEN_LIFETIME)
    # A session is written at the end of the request that signs in, after its device: skip recent devices.
    stale = Device.objects.filter(gone | expired, ended_at=None, created_at__lt=now - timedelta(hours=1))[:PIECE]
    for device in (ended := list(stale)):
        end_this(device=device)
    return len(ended)


def forget_ended_devices() -> int:
    return _delete(Device.objects.filter(ended_at__lt=timezone.now() - ENDED_KEPT))


def forget_expired_sessions() -> int:
    return _delete(Session.objects.filter(expire_date__lt=timezone.now()))


def forget_spent_tokens() -> int:
    now = timezone.now()
    spent = Q(blacklistedtoken__blacklisted_at__lt=now - SPENT_KEPT)
    return _delete(OutstandingToken.objects.filter(spent | Q(expires_at__lt=now)))


def forget_waiting_accounts() -> int:
    """Deletes new accounts whose address was not confirmed within a week, so that their names are free again."""
    stale = timezone.now() - WAITING_KEPT
    forgotten = User.objects.filter(waiting__awaits=WaitingAccount.For.EMAIL, waiting__created_at__lt=stale)
    return _delete(forgotten.filter(holds=None))


def _delete(rows: QuerySet[Any]) -> int:
    keys = list(rows.values_list("pk", flat=True)[:PIECE])
    rows.model._default_manager.filter(pk__in=keys).delete()
    return len(keys)
