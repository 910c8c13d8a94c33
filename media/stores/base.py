"""What a store of bytes does.

The interface is that of S3's multipart uploads with signed addresses, which a disk can keep as well: parts are sent
by the client to signed addresses, the store itself says which are there, and makes one object of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol


class Slot(NamedTuple):
    """Where a file is: a random key of ours, and the store's own name for the upload, where it has one."""

    key: str
    session: str = ""


class Served(NamedTuple):
    """What is got by a download link, and as what: an object, or the variant of this name that was made of it.

    `inline` is shown by a browser, else it is saved as a file of this name.
    """

    key: str
    variant: str
    name: str
    type: str
    size: int
    sha256: str
    inline: bool


class SignedRequest(NamedTuple):
    """All that a client needs, and the only thing it can do with it. `url` may be relative to our own origin."""

    method: str
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


class Missing(Exception):
    """There are no such bytes."""


class Store(Protocol):
    """Every method may be repeated: after a crash at any point, doing it again ends in the same state.

    A store that is elsewhere and does not answer raises chatproject.contract.errors.Unavailable.
    """

    def begin(self, media_type: str) -> Slot:
        """Room for one more file, under a key nobody can guess."""

    def sign_part(self, slot: Slot, number: int, size: int) -> SignedRequest:
        """How a client puts one part there, of exactly this size."""

    def parts(self, slot: Slot) -> dict[int, int]:
        """{number: size} of the parts that are there, whole."""

    def assemble(self, slot: Slot, numbers: Iterable[int]) -> int:
        """Make one object of these parts, in this order; its size. From now on none is taken. Missing without them."""

    def blocks(self, key: str, variant: str = "") -> Iterator[bytes]:
        """The object or a variant, piece by piece, or Missing."""

    def local(self, key: str) -> AbstractContextManager[Path]:
        """The object as a file, only to be read and only for now; or Missing."""

    def put(self, key: str, variant: str, source: Path, media_type: str) -> None:
        """Keep a file as the variant of an object, or in place of the object itself where `variant` is empty."""

    def sign_download(self, served: Served) -> SignedRequest:
        """How a client gets it, in the next minute."""

    def discard(self, slot: Slot) -> None:
        """Remove object, variants and parts, as far as there are any."""

    def keys(self, before: datetime) -> Iterator[str]:
        """The keys of all that nobody touched since, some perhaps more than once."""

    def variants(self, key: str) -> set[str]:
        """What is kept under a key: "" is the object itself."""

    def tidy(self, before: datetime) -> int:
        """Remove what an interrupted process left behind and no key names; how much it was."""
