"""Backups in a folder: on another disk, or one that is mounted."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from chatproject.backups.manifest import Bad
from chatproject.backups.places.base import Absent, Entry
from media.stores.folders import make_folder, sync_folder


class FolderPlace:
    def __init__(self, root: Path) -> None:
        self._root = root
        self.label = str(root)
        self.drafts = root / "drafts"

    def put(self, name: str, draft: Path) -> None:
        target = self._root / name
        with _reporting():
            with draft.open("rb") as file:
                os.fsync(file.fileno())
            make_folder(target.parent)
            draft.replace(target)
            sync_folder(target.parent)

    def get(self, name: str) -> IO[bytes]:
        try:
            return (self._root / name).open("rb")
        except FileNotFoundError:
            raise Absent(f"{self._root / name} is missing.") from None
        except OSError as error:
            raise Bad(str(error)) from error

    def entries(self, prefix: str) -> Iterator[Entry]:
        with _reporting():
            for folder, _, names in os.walk(self._root / prefix):
                for path in (Path(folder) / name for name in names):
                    if not path.is_relative_to(self.drafts):
                        yield Entry(str(path.relative_to(self._root)), path.stat().st_size)

    def remove(self, name: str) -> None:
        with _reporting():
            (self._root / name).unlink(missing_ok=True)


@contextmanager
def _reporting() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Bad(f"The folder of the backups: {error}.") from error
