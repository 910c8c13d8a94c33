"""Everything that the server sends on the socket unasked. Durable events carry the object's whole new state."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from chatproject.contract.objects.accounts import Me, User
from chatproject.contract.objects.conversations import Conversation, Happening, Member, Notify, SharedConversation
from chatproject.contract.objects.messaging import Message
from chatproject.contract.objects.notifications import NotificationChoices
from chatproject.contract.objects.server import ReadOnly, ServerNotice


class Event(Struct, omit_defaults=True, kw_only=True, tag_field="type"):
    """Server → client."""


class WelcomeEvent(Event, tag="welcome"):
    """The first frame of every connection. `version` is the server's release, `client` its build of the web client."""

    user: UUID
    session: str
    epoch: str
    me_rev: int
    heartbeat_ms: int
    limits: dict[str, int]
    read_only: ReadOnly | None = None
    notices: list[ServerNotice] = []
    version: str = ""
    client: str = ""


class MessageEvent(Event, tag="message"):
    """A message was sent, edited, deleted or reacted to."""

    conversation: UUID
    rev: int
    message: Message


class ConversationEvent(Event, tag="conversation"):
    """The part of a conversation that all members share changed."""

    conversation: SharedConversation
    happening: Happening | None = None


class NewConversationEvent(Event, tag="conversation"):
    """The user joined or created a conversation. Carries all of it."""

    conversation: Conversation


class MemberEvent(Event, tag="member"):
    """A member joined, left or got another role."""

    conversation: UUID
    rev: int
    member_count: int
    member: Member
    happening: Happening | None = None


class GoneEvent(Event, tag="gone"):
    """The user is no longer in the conversation, and receives no more of its events."""

    conversation: UUID
    rev: int


class RevEvent(Event, tag="rev"):
    """The conversation reached `rev` with nothing in it for this client, or its reply has the outcome already."""

    conversation: UUID
    rev: int
    happening: Happening | None = None


class ReceiptEvent(Event, tag="receipt"):
    """A member's watermarks rose."""

    conversation: UUID
    user: UUID
    delivered_seq: int
    read_seq: int


class MembershipEvent(Event, tag="membership"):
    """The private part of the user's membership changed. The conversation's rev does not move: others do not see it."""

    conversation: UUID
    me_rev: int
    muted_until: datetime | None = None
    pinned_at: datetime | None = None
    archived_at: datetime | None = None
    notify: Notify | None = None
    unread_from: int | None = None
    added_by: UUID | None = None


class DraftEvent(Event, tag="draft"):
    """What the user has begun to write in a conversation changed, on any of their devices. Empty: sent or removed."""

    conversation: UUID
    me_rev: int
    text: str
    updated_at: datetime
    reply_to: int | None = None


class RequestsEvent(Event, tag="requests"):
    """The requests that wait for the user's answer changed: `GET conversations/requests` returns them."""

    me_rev: int


class MeEvent(Event, tag="me"):
    """The user's private state reached `me_rev`. The event carries what changed; if it carries nothing, sync.

    `changed` names lists to fetch again with their own calls.
    """

    me_rev: int
    user: Me | None = None
    notifications: NotificationChoices | None = None
    changed: list[str] = []


class UserEvent(Event, tag="user"):
    """The name, username or picture of a person who shares a conversation with the user changed."""

    user: User


class TypingEvent(Event, tag="typing"):
    """A member is typing, or stopped. It expires by itself unless it is repeated."""

    conversation: UUID
    user: UUID
    active: bool


class PresenceEvent(Event, tag="presence"):
    """A watched person came online or went offline."""

    user: UUID
    online: bool
    last_seen_at: datetime | None = None


class ServerEvent(Event, tag="server"):
    """The server's state changed. The event carries all of it: what is absent no longer applies."""

    read_only: ReadOnly | None = None
    notices: list[ServerNotice] = []


class GoawayEvent(Event, tag="goaway"):
    """Reconnect after a random wait up to this long."""

    after_ms: int


class ReplyEvent(Event, tag="reply"):
    """The one reply to a command. `to` is null if no id could be read."""

    to: str | None
    ok: Any = None
    error: dict[str, Any] | None = None


EVENTS: tuple[type[Event], ...] = tuple(Event.__subclasses__())
