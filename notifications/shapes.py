"""Notifications as they travel."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chatproject.lib.shapes import NotificationSettings, Shape

PushChannel = Literal["webpush", "fcm", "apns"]
NotificationChannel = Literal["webpush", "fcm", "apns", "email"]
NotificationKind = Literal["message", "clear", "test", "digest"]
NotificationState = Literal["queued", "accepted", "suppressed", "cancelled", "failed"]
Urgency = Literal["high", "normal"]
EndedWhy = Literal["gone", "replaced", "withdrawn"]


class PushKey(Shape):
    """The server's public key (RFC 8292): the uncompressed point, base64url without padding."""

    public_key: str


class NotificationPreferences(NotificationSettings):
    """What I want to hear of, and when not. Times are HH:MM in my time zone; Monday is day 0; no days are all days.

    `email` is the address that emails of unread messages go to; left out while none of mine is confirmed.
    Without `email_after` (minutes) none are sent.
    """

    email: str | None = None


class Registration(Shape):
    """Where one of my devices can be told. The address itself is not given out again, and neither are its keys."""

    id: UUID
    channel: PushChannel
    device: UUID
    device_name: str
    #: Of the device that asks.
    is_current: bool
    is_enabled: bool
    created_at: datetime
    confirmed_at: datetime
    is_sandbox: bool = False
    ended_at: datetime | None = None
    ended_why: EndedWhy | None = None


class Notification(Shape):
    """A line of my ledger: one message and one device (or one email), and what became of it.

    `reason` says why not, where it was not; `detail` the same in words. A state of `accepted` with `shown_at` was on
    the screen; with `cleared_at` it is gone from there.
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
    """Why I was not told of a message that the ledger has no line of, as my settings are now.

    Without `reason` nothing in them speaks against it.
    """

    detail: str
    from_settings_now: bool
    reason: str | None = None


class Ledger(Shape):
    """My notifications, newest first; `why` where a message was asked for that has none."""

    items: list[Notification]
    next_cursor: str | None = None
    why: Explanation | None = None
