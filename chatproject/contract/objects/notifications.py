"""Notification preferences, registrations and the ledger."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chatproject.contract.objects.base import Shape
from chatproject.contract.objects.conversations import Notify

Privacy = Literal["auto", "full", "sender", "nothing"]


class NotificationSettings(Shape):
    """A user's notification preferences."""

    notify: Notify
    notify_channels: Notify
    keywords: list[str]
    quiet_days: list[int]
    first_only: bool
    privacy: Privacy
    muted_until: datetime | None = None
    quiet_from: str | None = None
    quiet_until: str | None = None
    email_after: int | None = None


class NotificationChoices(NotificationSettings, kw_only=True):
    """The user's notification preferences, as of `me_rev`."""

    me_rev: int


PushChannel = Literal["webpush", "fcm", "apns"]
NotificationChannel = Literal["webpush", "fcm", "apns", "email"]
NotificationKind = Literal["message", "reminder", "clear", "test", "digest"]
NotificationState = Literal["queued", "accepted", "suppressed", "cancelled", "failed"]
Urgency = Literal["high", "normal"]
EndedWhy = Literal["gone", "replaced", "withdrawn"]


class PushKey(Shape):
    """The server's public key (RFC 8292): the uncompressed point, base64url without padding."""

    public_key: str


class NotificationPreferences(NotificationSettings):
    """The user's notification preferences. Times are HH:MM in their time zone; Monday is day 0; no days means all days.

    `email` is the address for emails about unread messages; absent if the user has not confirmed one.
    `email_after` is in minutes; without it no emails are sent.
    """

    email: str | None = None


class Registration(Shape):
    """The address at which one of the user's devices receives notifications.

    The address itself and its keys are not returned.
    """

    id: UUID
    channel: PushChannel
    device: UUID
    device_name: str
    #: Whether it belongs to the device that sends the request.
    is_current: bool
    is_enabled: bool
    created_at: datetime
    confirmed_at: datetime
    is_sandbox: bool = False
    ended_at: datetime | None = None
    ended_why: EndedWhy | None = None


class Notification(Shape):
    """An entry of the user's ledger: the outcome of notifying one device (or one email address) about one message.

    If it was not sent, `reason` is a code and `detail` explains it in words. An `accepted` one was shown at
    `shown_at` and removed from the screen at `cleared_at`.
    """

    id: int
    kind: NotificationKind
    channel: NotificationChannel
    state: NotificationState
    urgency: Urgency
    attempts: int
    created_at: datetime
    registration: UUID | None = None
    device_name: str | None = None
    conversation: UUID | None = None
    seq: int | None = None
    reason: str | None = None
    detail: str | None = None
    error: str | None = None
    due_at: datetime | None = None
    sent_at: datetime | None = None
    accepted_at: datetime | None = None
    shown_at: datetime | None = None
    cleared_at: datetime | None = None


class Explanation(Shape):
    """Why the user was not notified of a message that has no entry in the ledger, according to their current settings.

    Without `reason`, nothing in their settings prevents it.
    """

    detail: str
    from_settings_now: bool
    reason: str | None = None


class Ledger(Shape):
    """The user's notifications, newest first; `why` is set if the request names a message that has none."""

    items: list[Notification]
    next_cursor: str | None = None
    why: Explanation | None = None
