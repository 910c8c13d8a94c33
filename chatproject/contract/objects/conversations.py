"""Conversations and their members, as a member and others see them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chatproject.contract.objects.base import Shape
from chatproject.contract.objects.messaging import Message, UnreadMention

Kind = Literal["direct", "group", "channel"]
History = Literal["all", "joined"]
#: The languages with stems; `simple` has none, as any other language.
Language = Literal[
    "simple",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "hungarian",
    "italian",
    "norwegian",
    "portuguese",
    "russian",
    "spanish",
    "swedish",
    "turkish",
]
Role = Literal["owner", "admin", "member"]
HappeningKind = Literal["joined", "added", "left", "removed", "renamed", "closed", "reopened", "kept"]
Notify = Literal["all", "mentions", "nothing"]


class Member(Shape):
    """A person in a conversation; `left_at` is set when they are no longer in it."""

    user: UUID
    role: Role
    rev: int
    joined_at: datetime
    delivered_seq: int
    read_seq: int
    left_at: datetime | None = None


class Happening(Shape):
    """A change of the conversation, shown in its timeline. It is not a message and is never unread.

    It follows message `seq` (0: before the first message); several after one message are ordered by `rev`. `user`
    joined or left. `by` did it; absent if `user` or staff did it. After `kept`, messages are deleted after `keep_days`
    days; absent: they are kept without end. Clients ignore unknown kinds.
    """

    rev: int
    seq: int
    kind: HappeningKind
    created_at: datetime
    user: UUID | None = None
    by: UUID | None = None
    title: str | None = None
    keep_days: int | None = None


class Membership(Shape):
    """The user's own membership, with its private part. `first_seq` is the first message that they may read.

    `added_by` is the member who added the user; it is absent if they joined by themselves. `me_rev` is that of the last
    change of the user's own settings: `muted_until` and the fields after it. With `unread_from` the user marked that
    message and all after it as unread.
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
    unread_from: int | None = None
    added_by: UUID | None = None


class MyMembership(Shape):
    """The private part of the user's membership, as of `me_rev`: their own settings, and who added them."""

    conversation: UUID
    me_rev: int
    muted_until: datetime | None = None
    pinned_at: datetime | None = None
    archived_at: datetime | None = None
    notify: Notify | None = None
    unread_from: int | None = None
    added_by: UUID | None = None


class SharedConversation(Shape):
    """The part of a conversation that all its members share. If `closed_at` is set, it is read-only.

    `first_seq` is the first message that the server keeps; absent while it keeps all. `keep_days` is for how many days
    its admins keep messages; absent if the server decides. `language` is that of its words, for search; absent if it is
    detected.
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
    picture: str | None = None
    closed_at: datetime | None = None
    first_seq: int | None = None
    keep_days: int | None = None
    language: Language | None = None


class Conversation(Shape):
    """A conversation as one member sees it, with all they need to show it.

    `peer` is the other person of a direct conversation, who is not a member until they accept. `unread_mentions` are
    the newest 100 unread messages that mention the user, oldest first. The five fields before it are as in
    SharedConversation.
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
    first_seq: int | None = None
    keep_days: int | None = None
    language: Language | None = None
    unread_mentions: list[UnreadMention] = []


class Channel(Shape):
    """A channel as people who are not in it see it."""

    id: UUID
    title: str
    topic: str
    member_count: int
    picture: str | None = None


class Request(Shape):
    """A person wants to add the user to a conversation. Before the user accepts, it has no messages and no name.

    `asker_since` is when that person's account was created, `member_count` the current number of members of a group.
    """

    id: UUID
    kind: Kind
    created_at: datetime
    asker_since: datetime
    member_count: int


class Asked(Shape):
    """The person is asked first, and is a member once they accept."""

    user: UUID


class Left(Shape):
    """The number of groups left."""

    left: int


class Ban(Shape):
    """A banned person, as admins and owners see it; without `until` the ban has no end."""

    user: UUID
    created_at: datetime
    by: UUID | None = None
    reason: str | None = None
    until: datetime | None = None


class Invitation(Shape):
    """A link, as shown to members who may share and revoke it.

    `token` is absent if the server has lost the key that decrypts it; the link still works.
    """

    id: UUID
    conversation: UUID
    created_by: UUID
    created_at: datetime
    uses: int
    token: str | None = None
    max_uses: int | None = None
    expires_at: datetime | None = None


class InvitedTo(Shape):
    """A conversation as people who hold an invitation but are not in it see it."""

    id: UUID
    kind: Kind
    title: str
    member_count: int
    picture: str | None = None


class InvitationPreview(Shape):
    """The preview of an invitation, before it is accepted."""

    conversation: InvitedTo
    created_by: UUID
    is_member: bool
    expires_at: datetime | None = None
