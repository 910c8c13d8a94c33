"""The bodies of the REST routes of media: well-formed input. Operations check permissions."""

from typing import Annotated

from msgspec import Meta, Struct

# The largest integer that browsers represent exactly.
Bytes = Annotated[int, Meta(ge=1, le=2**53 - 1)]
MediaType = Annotated[
    str, Meta(max_length=255, pattern=r"^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*\Z")
]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
PartNumber = Annotated[int, Meta(ge=1, le=10_000)]
PartNumbers = Annotated[list[PartNumber], Meta(min_length=1, max_length=100)]


class CompleteUpload(Struct, frozen=True, kw_only=True):
    """Completes an upload whose parts have all arrived. With `sha256` (hex) the server refuses any other content."""

    sha256: Sha256 | None = None


#: A side of a picture, in pixels.
Side = Annotated[int, Meta(ge=1, le=100_000)]


class StartUpload(Struct, frozen=True, kw_only=True):
    """A file of `size` bytes. With `sha256` (hex) the server refuses any other content.

    Readers reserve room by the sides and duration given here until the server has examined the file.
    """

    name: str
    size: Bytes
    type: MediaType = "application/octet-stream"
    sha256: Sha256 | None = None
    is_voice: bool = False
    width: Side | None = None
    height: Side | None = None
    duration_ms: Annotated[int, Meta(ge=0, le=7 * 24 * 3600 * 1000)] | None = None


class LinkAttachment(Struct, frozen=True, kw_only=True):
    """`variant` names one of its variants; without it, the file itself.

    With `download`, a browser saves even what it could show.
    """

    variant: Annotated[str, Meta(max_length=20)] = ""
    download: bool = False


class SignParts(Struct, frozen=True, kw_only=True):
    """The numbers, from 1, of the parts that are sent next."""

    numbers: PartNumbers
