"""The interface of a store of bytes.

It follows S3's multipart uploads with signed addresses, which a disk can support as well: the client sends parts to
signed addresses, and the store lists those that have arrived and assembles them to one object.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol


class Slot(NamedTuple):
    """The location of a file: a random key, and the store's own name for the upload, if it has one."""

    key: str
    session: str = ""


class Served(NamedTuple):
    """The content of a download link: an object, or the variant of it with this name, and its type.

    If it is `inline`, a browser shows it, else it saves it as a file of this name.
    """

    key: str
    variant: str
    name: str
    type: str
    size: int
    sha256: str
    inline: bool


class SignedRequest(NamedTuple):
    """Everything a client needs to send one request, and permits no other. `url` may be relative to this server's
    origin.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


class Missing(Exception):
    """There are no such bytes."""


class Store(Protocol):
    """Every method may be repeated: after a crash at any point, doing it again ends in the same state.

    A remote store that does not respond raises chatproject.contract.errors.Unavailable.
    """

    def begin(self, media_type: str) -> Slot:
        """Returns a place for one more file, under a key that cannot be guessed."""

    def sign_part(self, slot: Slot, number: int, size: int) -> SignedRequest:
        """Returns how a client sends one part, of exactly this size."""

    def parts(self, slot: Slot) -> dict[int, int]:
        """Returns {number: size} of the parts that have arrived completely."""

    def assemble(self, slot: Slot, numbers: Iterable[int]) -> int:
        """Assembles one object from these parts, in this order, and returns its size. Accepts no parts afterwards.

        Raises Missing if the parts are not there.
        """

    def blocks(self, key: str, variant: str = "") -> Iterator[bytes]:
        """Yields the bytes of the object or a variant. Raises Missing."""

    def local(self, key: str) -> AbstractContextManager[Path]:
        """Provides the object as a file, only for reading and only within the block. Raises Missing."""

    def put(self, key: str, variant: str, source: Path, media_type: str) -> None:
        """Stores a file as a variant of an object, or instead of the object itself if `variant` is empty."""

    def sign_download(self, served: Served) -> SignedRequest:
        """Returns how a client downloads it within the next minute."""

    def discard(self, slot: Slot) -> None:
        """Removes the object, its variants and parts, as far as they exist."""

    def keys(self, before: datetime) -> Iterator[str]:
        """Yields the keys of everything that was not touched since `before`, some perhaps more than once."""

    def variants(self, key: str) -> set[str]:
        """Returns the variants stored under a key; "" is the object itself."""

    def tidy(self, before: datetime) -> int:
        """Removes the remains of interrupted processes that no key names. Returns how many."""
