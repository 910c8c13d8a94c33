"""What a place for backups can do."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from chatproject.backups.manifest import Bad


class Absent(Bad):
    """There is nothing of this name."""


class Entry(NamedTuple):
    """`size` in bytes, as it is stored."""

    name: str
    size: int


class Place(Protocol):
    """Names are paths with slashes. Every method raises Bad when the place does not do what it should."""

    #: The address, for people.
    label: str
    #: A folder for files that `put` takes from there.
    drafts: Path

    def put(self, name: str, draft: Path) -> None:
        """Moves a draft to its name: afterwards it is there whole, and survives a crash."""

    def get(self, name: str) -> IO[bytes]:
        """Opens it for reading. Raises Absent."""

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Yields everything whose name begins with `prefix`, a folder with its slash; "" is everything."""

    def remove(self, name: str) -> None:
        """Removes it, if it is there."""
