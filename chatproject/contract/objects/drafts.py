"""What a person has begun to write, on all of their devices."""

from datetime import datetime
from uuid import UUID

from chatproject.contract.objects.base import Shape


class StoredDraft(Shape):
    """The draft of a conversation as of `me_rev`, which is 0 if there never was one. Empty: it was sent or removed."""

    conversation: UUID
    me_rev: int
    text: str
    updated_at: datetime
    reply_to: int | None = None


class DraftSet(Shape):
    """Whether the draft is stored as sent. If not, another device changed it since `base`; `draft` is its version."""

    is_stored: bool
    draft: StoredDraft
