"""Search in messages."""

from datetime import datetime
from uuid import UUID

from chatproject.contract.objects.base import Shape
from chatproject.contract.objects.media import Attachment


class Match(Shape):
    """A place in `text`, in UTF-16 code units."""

    offset: int
    length: int


class SearchHit(Shape):
    """A message that matches. `text` is its body, or the part of it around the first match."""

    conversation: UUID
    seq: int
    sender: UUID
    created_at: datetime
    text: str
    matches: list[Match]
    attachments: list[Attachment]


class Searched(Shape):
    """What was searched so far: the caller's `conversations`, back to a time, or all if there is none.

    `indexing` is the number of their messages that are not indexed yet, if there are any.
    """

    conversations: int
    back_to: datetime | None = None
    indexing: int | None = None


class SearchPage(Shape):
    items: list[SearchHit]
    searched: Searched
    next_cursor: str | None = None
