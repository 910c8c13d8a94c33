"""Files that come between two backups: stored as they come, so that they are as recent as the log."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from chatproject.backups import files
from chatproject.backups.contents import File
from chatproject.backups.repository import Repository
from chatproject.backups.wal.segments import Archive
from chatproject.backups.working import home
from media.stores import Missing, store
from media.stores.folders import make_folder
from media.stores.names import checked

_HOUR = timedelta(hours=1)


@contextmanager
def keeping_objects() -> Iterator[None]:
    """While bytes are stored that no list names yet, none are removed."""
    make_folder(home())
    with (home() / "objects-lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Arrivals:
    """`known` are the keys that need no look again, also after a restart."""

    def __init__(self, repository: Repository, archive: Archive) -> None:
        self._repository = repository
        self._archive = archive
        self._path = home() / "wal" / f"known-{hashlib.sha256(archive.label.encode()).hexdigest()[:16]}"
        self._begun = datetime.now(UTC)
        self._list: list[File] = []
        self._known = set(self._path.read_text().split()) if self._path.exists() else set[str]()

    def store(self) -> int:
        """Stores files that became ready, and returns how many."""
        recent = files.recent_keys()
        new = sorted(recent - self._known)
        if not new:
            return 0
        with keeping_objects():
            found = [file for key in new for file in self._saved(key)]
            if found:
                self._write(found)
        self._known = recent
        self._path.write_text("\n".join(sorted(recent)))
        return len(found)

    def _write(self, found: list[File]) -> None:
        """Adds files to the list of this hour: retention reads every list."""
        now = datetime.now(UTC)
        if not self._list or now - self._begun > _HOUR:
            self._begun, self._list = now, []
        self._list += found
        self._archive.put_files(self._begun, self._list)

    def _saved(self, key: str) -> Iterator[File]:
        try:
            for variant in sorted(store().variants(key)):
                stored: dict[str, int] = {}
                object, part = self._repository.add(store().blocks(key, variant), stored)
                yield File(checked(key, variant), object, part.sha256, part.size, stored[object])
        except Missing:
            return
