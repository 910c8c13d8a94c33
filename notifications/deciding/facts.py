"""The facts that a decision is made from, without a database: one message, and one person it may concern."""

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal
from uuid import UUID

from conversations.models import Conversation, Membership


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """A message. `body` is None if the server cannot read it."""

    conversation: UUID
    seq: int
    kind: Conversation.Kind | str
    sender: UUID
    body: str | None
    created_at: datetime
    is_deleted: bool = False
    #: The sender of the message that this one replies to.
    reply_to_sender: UUID | None = None
    #: The users that it mentions.
    mentioned: frozenset[UUID] = frozenset()
    #: Whether it mentions all members, or those who are active at the moment.
    mentions_all: bool = False
    mentions_here: bool = False
    #: Who blocks the sender: to them it mentions no one. Empty if it mentions no one.
    blockers: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class PreferencesFacts:
    """The same as models.Preferences, with the same defaults."""

    notify: Membership.Notify | str = Membership.Notify.ALL
    notify_channels: Membership.Notify | str = Membership.Notify.MENTIONS
    keywords: tuple[str, ...] = ()
    muted_until: datetime | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    quiet_days: tuple[int, ...] = ()
    first_only: bool = False
    #: In minutes. Also None if the user has no verified address.
    email_after: int | None = 60


@dataclass(frozen=True, slots=True)
class PresenceFacts:
    """A hint: the devices that have a connection, and whether the user is active on one of them right now."""

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
    #: For this conversation; empty: the account's level applies.
    notify: Membership.Notify | str = ""
    #: For this conversation.
    muted_until: datetime | None = None
    preferences: PreferencesFacts = field(default_factory=PreferencesFacts)
    time_zone: str = "UTC"
    presence: PresenceFacts = field(default_factory=PresenceFacts)
    registrations: tuple[RegistrationFacts, ...] = ()
