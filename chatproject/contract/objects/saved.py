"""Messages that a user saved for later. Only they see them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chatproject.contract.objects.base import Shape
from chatproject.contract.objects.messaging import Message

#: Why the user cannot see the message now: it was deleted; retention removed it; they are not in the conversation; it
#: is from before they joined again.
MissingWhy = Literal["deleted", "expired", "left", "hidden"]


class SavedMark(Shape):
    """A saved message that is not done, without its content. It is due if `reminded_at` is set."""

    conversation: UUID
    seq: int
    remind_at: datetime | None = None
    reminded_at: datetime | None = None


class Saved(SavedMark, kw_only=True):
    """An entry with the message as the user may see it now, or with the reason why they cannot."""

    saved_at: datetime
    note: str = ""
    done_at: datetime | None = None
    message: Message | None = None
    missing: MissingWhy | None = None
