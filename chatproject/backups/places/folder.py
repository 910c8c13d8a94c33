"""Backups in a folder: on another disk, or one that is mounted."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from chatproject.backups.manifest import Bad
from chatproject.backups.places.base import Absent, Draft, Drafts, Entry
from chatproject.supervisor.acting import acting_in, open_to_read
from media.stores.folders import make_folder, sync_folder


class FolderPlace:
    def __init__(self, root: Path) -> None:
        self._root = root
        self.label = str(root)
        self._own = root / "drafts"
        self.drafts = Drafts(self._own)

    def put(self, name: str, draft: Draft) -> None:
        target = self._root / name
        with _reporting():
            draft.file.flush()
            os.fsync(draft.file.fileno())
            with acting_in(target.parent):
                make_folder(target.parent)
                draft.path.replace(target)
                sync_folder(target.parent)

    def get(self, name: str) -> IO[bytes]:
        try:
            return open_to_read(self._root / name)
        except FileNotFoundError:
            raise Absent(f"{self._root / name} is missing.") from None
        except OSError as error:
            raise Bad(str(error)) from error

    def entries(self, prefix: str) -> Iterator[Entry]:
        with _reporting(), acting_in(self._root / prefix):
            found = list(self._walk(self._root / prefix))
        yield from found

    def remove(self, name: str) -> None:
        with _reporting(), acting_in((self._root / name).parent):
            (self._root / name).unlink(missing_ok=True)

    def _walk(self, top: Path) -> Iterator[Entry]:
        for folder, _, names in os.walk(top):
            for path in (Path(folder) / name for name in names):
                if not path.is_relative_to(self._own):
                    yield Entry(str(path.relative_to(self._root)), path.stat().st_size)


@contextmanager
def _reporting() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Bad(f"The folder of the backups: {error}.") from error
