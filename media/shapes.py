"""Files as they travel."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chatproject.lib.shapes import Shape

UploadState = Literal["uploading", "pending", "ready", "rejected"]


class Upload(Shape):
    """A file on its way here: `parts` of `part_size` bytes, the last one smaller; `received` are those that came."""

    id: UUID
    conversation: UUID
    name: str
    type: str
    size: int
    part_size: int
    parts: int
    received: list[int]
    state: UploadState
    expires_at: datetime | None = None


class PartRequest(Shape):
    """Send the part's bytes by this request: nothing else is needed for it, and nothing else comes of it."""

    number: int
    method: str
    url: str
    headers: dict[str, str]
    size: int
    expires_at: datetime


class PartRequests(Shape):
    parts: list[PartRequest]


class AttachmentLink(Shape):
    """Where to get the bytes, until `expires_at`."""

    url: str
    expires_at: datetime
