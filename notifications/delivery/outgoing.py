"""A notification that is being sent, with all that its text needs, as it was when it was leased."""

from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from notifications.deciding.reasons import Reason
from notifications.delivery.channels.endpoints import origin_of


class Outgoing(NamedTuple):
    """A test has no conversation; a clear has no message. `unread` and `mentions` count in all of the user's
    conversations. `note` and `is_due` are of the saved message that a reminder is about.
    """

    id: int
    kind: Literal["message", "reminder", "clear", "test"]
    user: UUID
    conversation: UUID | None
    seq: int
    urgency: Literal["high", "normal"]
    waits: bool
    attempts: int
    error: str
    created_at: datetime
    registration: UUID
    trace: str
    channel: Literal["webpush", "fcm", "apns"]
    address: str
    p256dh: str
    auth: str
    is_sandbox: bool
    is_enabled: bool
    ended_why: str
    is_signed_in: bool
    locale: str
    privacy: str
    is_member: bool
    read_seq: int
    delivered_seq: int
    is_direct: bool
    title: str
    is_there: bool
    body: str | None
    attachment: str | None
    said_at: datetime | None
    sender: str
    unread: int
    mentions: int
    note: str
    is_due: bool

    @property
    def origin(self) -> str:
        """The server that receives the request."""
        if self.channel == "webpush":
            return origin_of(self.address)
        return "apns-sandbox" if self.channel == "apns" and self.is_sandbox else self.channel

    @property
    def useless(self) -> Reason | None:
        """Returns the reason why it is obsolete, or None."""
        if self.ended_why == "gone":
            return Reason.GONE
        if self.ended_why or not self.is_signed_in:
            return Reason.SIGNED_OUT
        if not self.is_enabled:
            return Reason.OFF
        if self.kind == "reminder":
            return None if self.is_due else Reason.DONE
        return self._useless_message if self.kind == "message" else None

    @property
    def _useless_message(self) -> Reason | None:
        if not self.is_member:
            return Reason.LEFT
        if not self.is_there:
            return Reason.DELETED
        if self.read_seq >= self.seq:
            return Reason.READ
        if self.waits and self.delivered_seq >= self.seq:
            return Reason.DELIVERED
        return None
