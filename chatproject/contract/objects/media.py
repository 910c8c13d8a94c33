"""Files of messages, and files on their way here."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from chatproject.contract.objects.base import Count, Shape

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
