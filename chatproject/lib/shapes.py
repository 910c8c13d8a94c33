"""The objects of the wire contract, one closed set for REST, socket, OpenAPI, AsyncAPI and TypeScript.

An optional field is left out where it has nothing to say. Ids are opaque strings, times are UTC.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

Kind = Literal["direct", "group", "channel"]
History = Literal["all", "joined"]
Role = Literal["owner", "admin", "member"]
HappeningKind = Literal["joined", "added", "left", "removed", "renamed", "closed", "reopened"]
Notify = Literal["all", "mentions", "nothing"]
WhoMayAdd = Literal["everyone", "shared", "nobody"]
#: What a browser's numbers hold exactly.
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Shape(Struct, omit_defaults=True, kw_only=True, gc=False):
    """Without the optional fields that say nothing."""


class User(Shape):
    """A person, as everybody on the server may see them."""

    id: UUID
    username: str
    display_name: str
    avatar: str | None = None


class Preferences(Shape):
    enter_sends: bool


class Me(Shape):
    """One's own profile: what others see, and what only oneself does.

    `me_rev` is the present one in `GET me`, else that of the profile's last change.
    """

    id: UUID
    username: str
    display_name: str
    email: str
    time_zone: str
    locale: str
    preferences: Preferences
    who_may_add: WhoMayAdd
    me_rev: int
    avatar: str | None = None


AttachmentState = Literal["pending", "ready", "rejected"]
AttachmentKind = Literal["picture", "video", "audio", "voice", "text", "file"]


class Variant(Shape):
    """A file we made of another: `small`, `medium`, `large` of a picture, `poster` of a video. Sides in pixels."""

    name: str
    type: str
    size: Count
    width: Count
    height: Count


class Attachment(Shape):
    """A file, as all may see it who see its message.

    `pending`: it is on its way, or the server looks at it; sides and duration are then what its owner said of them.
    `ready`, or `rejected` for a `reason`. Sides are in pixels, as it is shown. `sha256` is of the bytes one gets.
    `thumbhash`, `waveform` (a byte for each moment, 0 to 255) are base64; `preview` is how a text begins. What
    `is_playable` a browser can show or play as it is.
    """

    id: UUID
    name: str
    type: str
    kind: AttachmentKind
    size: int
    state: AttachmentState
    reason: str | None = None
    sha256: str | None = None
    width: Count | None = None
    height: Count | None = None
    duration_ms: Count | None = None
    is_animated: bool = False
    is_playable: bool = False
    thumbhash: str | None = None
    waveform: str | None = None
    preview: str | None = None
    variants: list[Variant] = []


class Message(Shape):
    """One entry of a conversation's log; a tombstone (`deleted_at`) has no body."""

    conversation: UUID
    seq: int
    rev: int
    client_id: UUID
    sender: UUID
    created_at: datetime
    attachments: list[Attachment]
    reactions: dict[str, list[UUID]]
    body: str | None = None
    envelope: dict[str, Any] | None = None
    reply_to: int | None = None
    edited_at: datetime | None = None
    deleted_at: datetime | None = None


class Member(Shape):
    """A person in a conversation; `left_at` when they are there no more."""

    user: UUID
    role: Role
    rev: int
    joined_at: datetime
    delivered_seq: int
    read_seq: int
    left_at: datetime | None = None


class Happening(Shape):
    """A change of the conversation, shown in its timeline. It is not a message and is never unread.

    It follows message `seq` (0: before the first message); several after one message are ordered by `rev`. `user` came
    or went. `by` did it; absent if `user` or staff did it. Clients ignore unknown kinds.
    """

    rev: int
    seq: int
    kind: HappeningKind
    created_at: datetime
    user: UUID | None = None
    by: UUID | None = None
    title: str | None = None


class Membership(Shape):
    """My own membership, with what only I see of it. `first_seq` is the first message I may read.

    `added_by` is the member who added me; it is left out where I came by myself.
    `me_rev` is that of the last change of what I set for myself: `muted_until` and what follows.
    """

    user: UUID
    role: Role
    rev: int
    joined_at: datetime
    delivered_seq: int
    read_seq: int
    first_seq: int
    me_rev: int
    muted_until: datetime | None = None
    pinned_at: datetime | None = None
    archived_at: datetime | None = None
    notify: Notify | None = None
    added_by: UUID | None = None


Privacy = Literal["auto", "full", "sender", "nothing"]


class MyMembership(Shape):
    """What only I see of my membership, as it is since `me_rev`: what I set for myself, and who added me."""

    conversation: UUID
    me_rev: int
    muted_until: datetime | None = None
    pinned_at: datetime | None = None
    archived_at: datetime | None = None
    notify: Notify | None = None
    added_by: UUID | None = None


class NotificationSettings(Shape):
    """A person's notification preferences."""

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
    """My notification preferences, as of `me_rev`."""

    me_rev: int


class MyChanges(Shape):
    """The current state of everything private to me that changed after the `me_rev` the client holds, up to `me_rev`.

    `id` is my user id. `memberships` may name conversations that the client does not hold yet.
    `changed` names lists to fetch again: requests, blocks, devices, registrations.
    """

    id: UUID
    me_rev: int
    memberships: list[MyMembership]
    user: Me | None = None
    notifications: NotificationChoices | None = None
    changed: list[str] = []
    more: bool = False


class SharedConversation(Shape):
    """The part of a conversation that all its members share. If `closed_at` is set, it is read-only."""

    id: UUID
    kind: Kind
    title: str
    topic: str
    history: History
    rev: int
    last_seq: int
    member_count: int
    created_at: datetime
    last_activity_at: datetime
    picture: str | None = None
    closed_at: datetime | None = None


class Conversation(Shape):
    """A conversation as one member sees it, with all they need to show it.

    `peer` is the other person of a direct conversation, who is not a member until they accept.
    If `closed_at` is set, it is read-only.
    """

    id: UUID
    kind: Kind
    title: str
    topic: str
    history: History
    rev: int
    last_seq: int
    member_count: int
    created_at: datetime
    last_activity_at: datetime
    unread: int
    members: list[Member]
    membership: Membership
    last_message: Message | None = None
    peer: UUID | None = None
    picture: str | None = None
    closed_at: datetime | None = None


class Channel(Shape):
    """A channel as one who is not in it may find it."""

    id: UUID
    title: str
    topic: str
    member_count: int
    picture: str | None = None


class Receipt(Shape):
    conversation: UUID
    user: UUID
    delivered_seq: int
    read_seq: int


class Watermarks(Shape):
    delivered_seq: int
    read_seq: int


class Presence(Shape):
    online: bool
    last_seen_at: datetime | None = None


class Changes(Shape):
    """What has `rev` > since, each object in its present state; `rev` says how far this page goes."""

    rev: int
    members: list[Member]
    messages: list[Message]
    more: bool
    conversation: SharedConversation | None = None
    happenings: list[Happening] = []


class Gone(Shape):
    """A conversation I named that is not mine; `rev` is that of my going."""

    conversation: str
    rev: int


class Synced(Shape):
    """The answer to sync. Not `caught_up`: ask again with what is now held.

    `users` are those with whom I share a conversation and whose name, username or picture changed since `as_of`.
    Where too many did, there are none and `users_more`: profiles that are held are void.
    """

    changes: dict[str, Changes]
    conversations: list[Conversation]
    gone: list[Gone]
    receipts: list[Receipt]
    me: MyChanges
    users: list[User]
    epoch: str
    as_of: str
    caught_up: bool
    users_more: bool = False


class SentMessage(Shape):
    seq: int
    rev: int
    created_at: datetime


class Moved(Shape):
    """The rev an object now has."""

    rev: int


class PresenceList(Shape):
    users: dict[str, Presence]


class Nothing(Shape):
    """Done, and nothing more to say."""


class Authenticated(Shape):
    """When the socket's proof ends now."""

    expires_at: datetime


class Revision(Shape):
    """What a message said before an edit."""

    rev: int
    replaced_at: datetime
    body: str | None = None
    envelope: dict[str, Any] | None = None


class ErrorBody(Shape):
    """A refusal, the same through every endpoint."""

    code: str
    detail: str
    fields: dict[str, list[str]] | None = None
    retry_after_ms: int | None = None


class ReadOnly(Shape):
    """The server takes nothing in for now: whatever writes answers `unavailable`."""

    reason: str
    since: datetime


class ServerNotice(Shape):
    """What the staff tell everybody, until a moment or until they take it back."""

    id: UUID
    text: str
    until: datetime | None = None


class Polled(Synced, kw_only=True):
    """The response to sync over REST, with the server's state and presence, which a socket receives as events.

    If `read_only` or `notices` is absent, it no longer applies. `standing` represents both: send it with the next sync.
    """

    standing: str
    read_only: ReadOnly | None = None
    notices: list[ServerNotice] = []
    presence: dict[str, Presence] = {}
