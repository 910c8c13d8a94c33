"""What the last backup found, kept on this machine: a file that is there already is not read again.

Without it the next backup reads everything, and stores what is not stored yet.
"""

import hashlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import msgspec

from chatproject.backups.contents import File
from chatproject.backups.working import home


def index_of(label: str) -> Path:
    """Returns the file for a repository."""
    return home() / f"index-{hashlib.sha256(label.encode()).hexdigest()[:16]}"


class Index:
    """Keys have to be taken in their order: it is read along with them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._groups = self._read()
        self._next = next(self._groups, None)

    def take(self, key: str, stored: dict[str, int]) -> list[File]:
        """Returns the files of a key if all of them are stored; else none.

        An object of another size does not count as stored: it was cut.
        """
        while self._next and self._next[0] < key:
            self._next = next(self._groups, None)
        if not self._next or self._next[0] != key:
            return []
        files = self._next[1]
        wrong = [file for file in files if stored.get(file.object) != file.stored]
        for file in wrong:
            stored.pop(file.object, None)
        return [] if wrong else files

    def _read(self) -> Iterator[tuple[str, list[File]]]:
        if not self._path.exists():
            return
        decoder = msgspec.json.Decoder(File)
        with self._path.open("rb") as lines:
            for key, files in groupby(map(decoder.decode, lines), lambda file: file.name.partition(".")[0]):
                yield key, list(files)
