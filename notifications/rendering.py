"""Renders preferences and the ledger as the contract's objects."""

from typing import cast

from allauth.account.models import EmailAddress
from msgspec import convert
from msgspec.structs import asdict

from accounts.models import User
from accounts.private import Kind
from chatproject.contract.objects import notifications as objects
from chatproject.contract.objects.notifications import NotificationChoices
from notifications.deciding.reasons import in_words
from notifications.models import Notification, Preferences, Registration


def verified_email(user: User) -> str | None:
    """Returns the address that emails may go to: one that the user has verified."""
    address = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk").first()
    return cast(str, address.email) if address else None


def preferences(row: Preferences) -> objects.NotificationPreferences:
    chosen = {name: value for name, value in asdict(choices(row)).items() if name != "me_rev"}
    return objects.NotificationPreferences(**chosen, email=verified_email(row.user))


def choices(row: Preferences) -> NotificationChoices:
    return NotificationChoices(
        me_rev=row.me_rev,
        notify=row.notify,  # type: ignore[arg-type]
        notify_channels=row.notify_channels,  # type: ignore[arg-type]
        keywords=row.keywords,
        muted_until=row.muted_until,
        quiet_from=f"{row.quiet_from:%H:%M}" if row.quiet_from else None,
        quiet_until=f"{row.quiet_until:%H:%M}" if row.quiet_until else None,
        quiet_days=row.quiet_days,
        first_only=row.first_only,
        privacy=row.privacy,  # type: ignore[arg-type]
        email_after=row.email_after,
    )


CHOICES = Kind(
    "notifications",
    """
    SELECT p.me_rev, json_build_object(
        'me_rev', p.me_rev, 'notify', p.notify, 'notify_channels', p.notify_channels, 'keywords', p.keywords,
        'quiet_days', p.quiet_days, 'first_only', p.first_only, 'privacy', p.privacy, 'muted_until', p.muted_until,
        'quiet_from', to_char(p.quiet_from, 'HH24:MI'), 'quiet_until', to_char(p.quiet_until, 'HH24:MI'),
        'email_after', p.email_after
    ) FROM notifications_preferences p WHERE p.user_id = %(actor)s AND p.me_rev > %(since)s
    """,
    lambda columns: convert(columns, NotificationChoices),
    is_list=False,
)


def registration(row: Registration, *, is_current: bool) -> objects.Registration:
    return objects.Registration(
        id=row.pk,
        channel=row.channel,  # type: ignore[arg-type]
        device=row.device_id,
        device_name=str(row.device),
        is_current=is_current,
        is_enabled=row.is_enabled,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        is_sandbox=row.is_sandbox,
    )


def notification(row: Notification) -> objects.Notification:
    """Renders a row that was read with its registration and the device. The details of an error are for staff only."""
    registration = row.registration
    is_queued = row.state == Notification.State.QUEUED
    return objects.Notification(
        id=row.pk,
        kind=row.kind,  # type: ignore[arg-type]
        channel=registration.channel if registration else "email",  # type: ignore[arg-type]
        state=row.state,  # type: ignore[arg-type]
        urgency=row.urgency,  # type: ignore[arg-type]
        attempts=row.attempts,
        created_at=row.created_at,
        registration=row.registration_id,
        device_name=str(registration.device) if registration else None,
        conversation=row.conversation_id,
        seq=row.seq if row.conversation_id else None,
        reason=row.reason or None,
        detail=in_words(row.reason) or None,
        due_at=row.due_at if is_queued else None,
        sent_at=row.sent_at,
        accepted_at=row.accepted_at,
        shown_at=row.shown_at,
        cleared_at=row.cleared_at,
    )
