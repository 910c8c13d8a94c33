"""What this app's REST routes read: well-formed input. Who may do it is the operations' to say."""

from typing import Annotated

from msgspec import Meta, Struct

# A number that a browser holds exactly.
Bytes = Annotated[int, Meta(ge=1, le=2**53 - 1)]
# Python's `$` alone would also match before a last newline.
MediaType = Annotated[
    str, Meta(max_length=255, pattern=r"^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*$(?!\n)")
]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
PartNumber = Annotated[int, Meta(ge=1, le=10_000)]
PartNumbers = Annotated[list[PartNumber], Meta(min_length=1, max_length=100)]


class StartUpload(Struct, frozen=True, kw_only=True):
    """A file of `size` bytes. With `sha256` (hex) the server refuses any other content."""

    name: str
    size: Bytes
    type: MediaType = "application/octet-stream"
    sha256: Sha256 | None = None


class SignParts(Struct, frozen=True, kw_only=True):
    """The parts that are to be sent next, by their numbers from 1."""

    numbers: PartNumbers
