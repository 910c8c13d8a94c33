"""Messages, receipts, and lists of files and links."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chatproject.contract.objects.base import Count, Shape
from chatproject.contract.objects.media import Attachment


class Mention(Shape):
    """A part of a message's body that names whom or what it mentions: exactly one of the other four fields.

    `offset` and `length` count UTF-16 code units. The text there begins with @, or with # for a `conversation`. `here`
    are the members who are active at that moment, `all` are all members. Show the present name of a `user`.
    """

    offset: Count
    length: Count
    user: UUID | None = None
    here: bool = False
    all: bool = False
    conversation: UUID | None = None


class Message(Shape, kw_only=False):
    """One entry of a conversation's log; a tombstone (`deleted_at`) has no body and is never pinned.

    If `pinned_at` is set, the message is pinned, by the member `pinned_by`. `mentions` are in the order of the text.
    `forwarded`: the text and files are those of another message; who may read that finds it with the call `origin`.
    """

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
    pinned_at: datetime | None = None
    pinned_by: UUID | None = None
    mentions: list[Mention] = []
    forwarded: bool = False


class Origin(Shape):
    """The message that another was forwarded from, and its sender."""

    conversation: UUID
    seq: int
    sender: UUID


class UnreadMention(Shape):
    """An unread message that mentions the user, and its sender."""

    seq: int
    sender: UUID


class Receipt(Shape):
    conversation: UUID
    user: UUID
    delivered_seq: int
    read_seq: int


class Watermarks(Shape):
    delivered_seq: int
    read_seq: int


class SentMessage(Shape):
    seq: int
    rev: int
    created_at: datetime


class Revision(Shape):
    """The body of a message before an edit."""

    rev: int
    replaced_at: datetime
    body: str | None = None
    envelope: dict[str, Any] | None = None


class SharedFile(Shape):
    """A file, and the message that has it."""

    attachment: Attachment
    seq: int
    sender: UUID
    created_at: datetime


class SharedLink(Shape):
    """A web address, and the message that contains it."""

    url: str
    seq: int
    sender: UUID
    created_at: datetime
