"""What a place for backups can do."""

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from chatproject.backups.manifest import Bad
from chatproject.supervisor.acting import acting_in, create
from media.stores.folders import entries, make_folder, remove


class Absent(Bad):
    """There is nothing of this name."""


class Entry(NamedTuple):
    """`size` in bytes, as it is stored."""

    name: str
    size: int


class Draft(NamedTuple):
    """A new file, open for writing and reading."""

    path: Path
    file: IO[bytes]


class Drafts:
    """A folder for files that are moved to their place when they are whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def new(self) -> Iterator[Draft]:
        """Raises Bad when its disk is full."""
        path = self._folder / secrets.token_hex(8)
        try:
            with acting_in(self._folder):
                make_folder(self._folder)
            with create(path) as file:
                yield Draft(path, file)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                label = self._folder.parent
                raise Bad(f"The disk of {label} is full. Free space there, or name a larger one.") from error
            raise
        finally:
            with acting_in(self._folder):
                path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Removes what a process left that was killed."""
        with acting_in(self._folder):
            for left in entries(self._folder):
                remove(left)

    def beside(self, name: str) -> "Drafts":
        return Drafts(self._folder.with_name(name))


class Place(Protocol):
    """Names are paths with slashes. Every method raises Bad when the place does not do what it should."""

    #: The address, for people.
    label: str
    drafts: Drafts

    def put(self, name: str, draft: Draft) -> None:
        """Moves a draft to its name: afterwards it is there whole, and survives a crash."""

    def get(self, name: str) -> IO[bytes]:
        """Opens it for reading. Raises Absent."""

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Yields everything whose name begins with `prefix`, a folder with its slash; "" is everything."""

    def remove(self, name: str) -> None:
        """Removes it, if it is there."""
