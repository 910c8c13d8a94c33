"""What the REST routes of media read: well-formed input. Who may do it is the operations' to say."""

from typing import Annotated

from msgspec import Meta, Struct

# A number that a browser holds exactly.
Bytes = Annotated[int, Meta(ge=1, le=2**53 - 1)]
MediaType = Annotated[
    str, Meta(max_length=255, pattern=r"^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*\Z")
]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
PartNumber = Annotated[int, Meta(ge=1, le=10_000)]
PartNumbers = Annotated[list[PartNumber], Meta(min_length=1, max_length=100)]


class CompleteUpload(Struct, frozen=True, kw_only=True):
    """All parts are there. With `sha256` (hex) the server refuses any other content."""

    sha256: Sha256 | None = None


#: Of a picture, in pixels.
Side = Annotated[int, Meta(ge=1, le=100_000)]


class StartUpload(Struct, frozen=True, kw_only=True):
    """A file of `size` bytes. With `sha256` (hex) the server refuses any other content.

    What is said of sides and duration lets readers keep room for it until the server has looked at it.
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
    """Which of its variants, or the file itself. With `download` a browser saves even what it could show."""

    variant: Annotated[str, Meta(max_length=20)] = ""
    download: bool = False


class SignParts(Struct, frozen=True, kw_only=True):
    """The parts that are to be sent next, by their numbers from 1."""

    numbers: PartNumbers
