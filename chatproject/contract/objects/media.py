"""Files of messages, and uploads."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chatproject.contract.objects.base import Count, Shape

AttachmentState = Literal["pending", "ready", "rejected"]
AttachmentKind = Literal["picture", "video", "audio", "voice", "text", "file"]


class Variant(Shape):
    """A file made from another: `small`, `medium`, `large` of a picture, `poster` of a video. Sides are in pixels."""

    name: str
    type: str
    size: Count
    width: Count
    height: Count


class Attachment(Shape):
    """A file, as everyone who may read its message sees it.

    `pending`: it is being uploaded or examined; sides and duration are then as its owner sent them. `ready`, or
    `rejected` for a `reason`. Sides are in pixels, as it is shown. `sha256` is of the bytes that are downloaded.
    `thumbhash` and `waveform` (a byte for each moment, 0 to 255) are base64; `preview` is the beginning of a text.
    Browsers can show or play a file that `is_playable`.
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


UploadState = Literal["uploading", "pending", "ready", "rejected"]


class Upload(Shape):
    """An upload: `parts` of `part_size` bytes, the last one smaller; `received` are those that arrived."""

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
    """Send the part's bytes with this request. It needs nothing else and returns nothing else."""

    number: int
    method: str
    url: str
    headers: dict[str, str]
    size: int
    expires_at: datetime


class PartRequests(Shape):
    parts: list[PartRequest]


class AttachmentLink(Shape):
    """The address of the bytes, valid until `expires_at`."""

    url: str
    expires_at: datetime
