"""What a decision rests on, without a database: one message, and one person it may concern."""

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal
from uuid import UUID

from conversations.models import Conversation, Membership


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """A message. `body` is None where the server cannot read it."""

    conversation: UUID
    seq: int
    kind: Conversation.Kind | str
    sender: UUID
    body: str | None
    created_at: datetime
    is_deleted: bool = False
    #: Whose message it answers.
    reply_to_sender: UUID | None = None
    #: Whom it names by @username.
    mentioned: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class PreferencesFacts:
    """As models.Preferences, whose defaults these are."""

    notify: Membership.Notify | str = Membership.Notify.ALL
    notify_channels: Membership.Notify | str = Membership.Notify.MENTIONS
    keywords: tuple[str, ...] = ()
    muted_until: datetime | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    quiet_days: tuple[int, ...] = ()
    first_only: bool = False
    #: Minutes. None, too, of somebody whose address nobody has verified.
    email_after: int | None = 60


@dataclass(frozen=True, slots=True)
class PresenceFacts:
    """A hint: which devices hold a connection, and whether the user is at one of them right now."""

    connected_devices: frozenset[UUID] = frozenset()
    is_active: bool = False


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    id: UUID
    device: UUID
    channel: Literal["webpush", "fcm", "apns"] | str
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A member, with their preferences and where they can be notified."""

    user: UUID
    username: str
    #: The last seq that is hidden from them.
    joined_floor: int = 0
    read_seq: int = 0
    notified_seq: int = 0
    #: The conversation is direct, with a person they block.
    has_blocked: bool = False
    #: Of this conversation; empty: as the member's account says.
    notify: Membership.Notify | str = ""
    #: Of this conversation.
    muted_until: datetime | None = None
    preferences: PreferencesFacts = field(default_factory=PreferencesFacts)
    time_zone: str = "UTC"
    presence: PresenceFacts = field(default_factory=PresenceFacts)
    registrations: tuple[RegistrationFacts, ...] = ()
